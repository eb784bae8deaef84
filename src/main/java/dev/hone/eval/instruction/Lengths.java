package dev.hone.eval.instruction;

import dev.hone.eval.Item;
import dev.hone.eval.python.PythonPattern;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.text.Sentences;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How many words, sentences and paragraphs there are.
final class Lengths {
    private static final Pattern WORD = PythonPattern.of("\\w+");
    private static final Pattern STARS = PythonPattern.of("\\s?\\*\\*\\*\\s?");
    private static final Pattern BLANK_LINE = PythonPattern.of("\\n\\n");

    private Lengths() {}

    static Check words(Item arguments) {
        Relation relation = Relation.of(arguments, "relation");
        int bound = arguments.whole("num_words");
        return response -> relation.holds(WORD.matcher(response).results().count(), bound);
    }

    static Check sentences(Item arguments, Sentences sentences) {
        Relation relation = Relation.of(arguments, "relation");
        int bound = arguments.whole("num_sentences");
        return response -> relation.holds(sentences.of(response).size(), bound);
    }

    /// Paragraphs that `***` separates; a blank one is allowed at the beginning and at the end, and does not count.
    static Check paragraphs(Item arguments) {
        int wanted = arguments.whole("num_paragraphs");
        return response -> {
            List<String> parts = List.of(STARS.split(response, -1));
            if (parts.size() > 2 && parts.subList(1, parts.size() - 1).stream().anyMatch(PythonText::isBlank)) return false;
            return full(parts) == wanted;
        };
    }

    /// Paragraphs that a blank line separates. Blank ones do not count, yet keep their number when the nth is sought.
    static Check firstWordOfParagraph(Item arguments) {
        int wanted = arguments.whole("num_paragraphs");
        int nth = arguments.whole("nth_paragraph");
        if (nth < 1) throw arguments.wrong("nth_paragraph", "the number of a paragraph, from 1");
        String word = PythonText.lower(arguments.text("first_word"));
        return response -> {
            List<String> parts = List.of(BLANK_LINE.split(response, -1));
            long count = full(parts);
            if (nth > count || PythonText.isBlank(parts.get(nth - 1))) return false;
            return count == wanted && firstWord(parts.get(nth - 1)).equals(word);
        };
    }

    private static long full(List<String> parts) {
        return parts.stream().filter(part -> !PythonText.isBlank(part)).count();
    }

    /// Without quotes before it, up to the first mark of punctuation.
    private static String firstWord(String paragraph) {
        String word = PythonText.stripLeft(PythonText.stripLeft(PythonText.words(paragraph).getFirst(), "'"), "\"");
        int end = Stream.of(".", ",", "?", "!", "'", "\"").mapToInt(word::indexOf).filter(at -> at >= 0).min().orElse(word.length());
        return PythonText.lower(word.substring(0, end));
    }
}
