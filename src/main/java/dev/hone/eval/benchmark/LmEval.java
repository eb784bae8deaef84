package dev.hone.eval.benchmark;

import dev.hone.eval.python.PythonText;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// How lm-evaluation-harness finds an answer in a text and compares it. Source: its `RegexFilter` and `exact_match`.
final class LmEval {
    /// Stands for an answer that was not found.
    static final String INVALID = "[invalid]";

    private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");

    private LmEval() {}

    static String first(Pattern pattern, String text) {
        return pattern.matcher(text).results().findFirst().map(LmEval::found).orElse(INVALID);
    }

    static String last(Pattern pattern, String text) {
        List<MatchResult> matches = pattern.matcher(text).results().toList();
        return matches.isEmpty() ? INVALID : found(matches.getLast());
    }

    /// The first group that has something in it.
    private static String found(MatchResult match) {
        return PythonText.strip(IntStream.rangeClosed(1, match.groupCount()).mapToObj(match::group).filter(group -> group != null && !group.isEmpty()).findFirst().orElse(""));
    }

    /// `exact_match` without regard to case and punctuation.
    static boolean same(String found, String gold) {
        return withoutPunctuation(found).equals(withoutPunctuation(gold));
    }

    private static String withoutPunctuation(String text) {
        return PUNCTUATION.matcher(PythonText.lower(text)).replaceAll("");
    }
}
