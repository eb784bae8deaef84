package dev.hone.eval.instruction;

import dev.hone.data.text.Languages;
import dev.hone.eval.Item;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.text.Words;
import java.util.stream.IntStream;

/// Letters, big and small, and the language that they make.
final class Letters {
    private Letters() {}

    /// How often a letter occurs, big or small. In place of anything but one of a to z the official checker draws a letter
    /// at random each time; here the verdict is the one that more than half of the 26 letters give.
    static Check frequency(Item arguments) {
        String letter = PythonText.lower(arguments.text("letter"));
        Relation relation = Relation.of(arguments, "let_relation");
        int bound = arguments.whole("let_frequency");
        if (letter.length() == 1 && isLatin(letter.charAt(0))) return response -> relation.holds(count(response, letter.charAt(0)), bound);
        return response -> IntStream.rangeClosed('a', 'z').filter(each -> relation.holds(count(response, each), bound)).count() > 13;
    }

    private static boolean isLatin(int letter) {
        return letter >= 'a' && letter <= 'z';
    }

    private static long count(String response, int letter) {
        return PythonText.lower(response).chars().filter(each -> each == letter).count();
    }

    static Check capitalWords(Item arguments, Words words) {
        Relation relation = Relation.of(arguments, "capital_relation");
        int bound = arguments.whole("capital_frequency");
        return response -> relation.holds(words.of(response).stream().filter(PythonText::isUpper).count(), bound);
    }

    static boolean allCapital(String response) {
        return PythonText.isUpper(response) && isIn("en", response);
    }

    static boolean allSmall(String response) {
        return PythonText.isLower(response) && isIn("en", response);
    }

    static Check language(Item arguments) {
        String language = arguments.text("language");
        return response -> isIn(language, response);
    }

    /// A text without letters counts as being in any language.
    private static boolean isIn(String language, String response) {
        return Languages.of(response).map(language::equals).orElse(true);
    }
}
