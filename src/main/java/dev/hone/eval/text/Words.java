package dev.hone.eval.text;

import dev.hone.eval.python.PythonPattern;
import dev.hone.eval.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Cuts an English text into words and marks as NLTK's `word_tokenize` does: sentence by sentence, with substitutions that put
/// blanks around what stands for itself. `don't` is two words, `do` and `n't`.
/// Source: NLTK 3.10, `NLTKWordTokenizer`, which follows the tokenizer of the Penn Treebank.
public final class Words {
    private record Substitution(Pattern pattern, String by) {
        static Substitution of(String pattern, String by) {
            return new Substitution(PythonPattern.of(pattern), by);
        }
    }

    private static final List<Substitution> OPENING_QUOTES = List.of(
            Substitution.of("([\u00ab\u201c\u2018\u201e]|[`]+)", " $1 "),
            Substitution.of("^\"", "``"),
            Substitution.of("(``)", " $1 "),
            Substitution.of("([ (\\[{<])(\"|'{2})", "$1 `` "),
            Substitution.of("(?i)(?<!\\w)(')(?!(?:re|ve|ll|m|t|s|d|n)\\b)(?=\\w)", "$1 "));

    private static final List<Substitution> PUNCTUATION = List.of(
            Substitution.of("([^.])(\\.)([\\])}>\"'\u00bb\u201d\u2019 ]*+)\\s*$", "$1 $2 $3 "),
            Substitution.of("([:,])([^\\d])", " $1 $2"),
            Substitution.of("([:,])$", " $1 "),
            Substitution.of("\\.{2,}", " $0 "),
            Substitution.of("[;@#$%&]", " $0 "),
            Substitution.of("[\\u2012-\\u2015]", " $0 "),
            Substitution.of("([^.])(\\.)([\\])}>\"']*)\\s*$", "$1 $2$3 "),
            Substitution.of("[?!]", " $0 "),
            Substitution.of("([^'])' ", "$1 ' "),
            Substitution.of("[*]", " $0 "),
            Substitution.of("[\\]\\[(){}<>]", " $0 "),
            Substitution.of("--", " -- "));

    private static final List<Substitution> CLOSING_QUOTES = List.of(
            Substitution.of("([\u00bb\u201d\u2019])", " $1 "),
            Substitution.of("''", " '' "),
            Substitution.of("\"", " '' "),
            Substitution.of("\\s+", " "),
            Substitution.of("([^' ])('[sS]|'[mM]|'[dD]|') ", "$1 $2 "),
            Substitution.of("([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) ", "$1 $2 "));

    private static final List<Substitution> CONTRACTIONS = List.of(
            Substitution.of("(?i)\\b(can)(not)\\b", " $1 $2 "),
            Substitution.of("(?i)\\b(d)('ye)\\b", " $1 $2 "),
            Substitution.of("(?i)\\b(gim)(me)\\b", " $1 $2 "),
            Substitution.of("(?i)\\b(gon)(na)\\b", " $1 $2 "),
            Substitution.of("(?i)\\b(got)(ta)\\b", " $1 $2 "),
            Substitution.of("(?i)\\b(lem)(me)\\b", " $1 $2 "),
            Substitution.of("(?i)\\b(more)('n)\\b", " $1 $2 "),
            Substitution.of("(?i)\\b(wan)(na)(?=\\s)", " $1 $2 "),
            Substitution.of("(?i) ('t)(is)\\b", " $1 $2 "),
            Substitution.of("(?i) ('t)(was)\\b", " $1 $2 "));

    private final Sentences sentences;

    public Words(Sentences sentences) {
        this.sentences = sentences;
    }

    public List<String> of(String text) {
        List<String> words = new ArrayList<>();
        for (String sentence : sentences.of(text)) words.addAll(ofSentence(sentence));
        return words;
    }

    private static List<String> ofSentence(String sentence) {
        String text = substituted(substituted(sentence, OPENING_QUOTES), PUNCTUATION);
        return PythonText.words(substituted(substituted(" " + text + " ", CLOSING_QUOTES), CONTRACTIONS));
    }

    private static String substituted(String text, List<Substitution> substitutions) {
        for (Substitution each : substitutions) text = each.pattern.matcher(text).replaceAll(each.by);
        return text;
    }
}
