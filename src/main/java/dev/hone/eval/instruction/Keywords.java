package dev.hone.eval.instruction;

import dev.hone.eval.Item;
import dev.hone.eval.python.PythonPattern;
import dev.hone.eval.python.PythonText;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Words that must, or must not, be there. Each is a regular expression, as officially, and finds parts of words too.
final class Keywords {
    private Keywords() {}

    static Check existence(Item arguments) {
        List<Pattern> words = arguments.texts("keywords").stream().map(word -> pattern(arguments, "keywords", word)).toList();
        return response -> words.stream().allMatch(word -> word.matcher(response).find());
    }

    static Check forbidden(Item arguments) {
        List<Pattern> words = arguments.texts("forbidden_words").stream().map(word -> pattern(arguments, "forbidden_words", "\\b" + word + "\\b")).toList();
        return response -> words.stream().noneMatch(word -> word.matcher(response).find());
    }

    static Check frequency(Item arguments) {
        Pattern word = pattern(arguments, "keyword", PythonText.strip(arguments.text("keyword")));
        Relation relation = Relation.of(arguments, "relation");
        int bound = arguments.whole("frequency");
        return response -> relation.holds(word.matcher(response).results().count(), bound);
    }

    /// A regular expression of the row, without regard to case.
    private static Pattern pattern(Item arguments, String field, String source) {
        try {
            return PythonPattern.of(source, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException _) {
            throw arguments.wrong(field, "words that are regular expressions");
        }
    }
}
