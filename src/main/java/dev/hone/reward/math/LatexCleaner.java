package dev.hone.reward.math;

import java.util.List;
import java.util.regex.Pattern;

/// Straightens LaTeX as people and models write it, before it is parsed: what only concerns print goes, several spellings become one.
final class LatexCleaner {
    private record Change(Pattern from, String to) {
        static Change of(String from, String to) {
            return new Change(Pattern.compile(from), to);
        }
    }

    private static final List<Change> CHANGES = List.of(
            // sizes of brackets, quotes, dollars, and what prints nothing
            Change.of("\\\\m?(?:left|right)(?=\\\\?[{}|()\\[\\]]|\\\\[lr](?:brace|brack|vert|ceil|floor|group)\\b)", ""),
            Change.of("\\\\(?:left|right)\\.|\\\\[bB]igg?[lr]?(?![a-zA-Z])", ""),
            Change.of("\\\\mathrm\\{th\\}|\\\\!\\s*|\\\\text\\s*\\{\\s*\\}|\\\\?\\$|(?<!\\\\)[\"']|\\\\displaystyle", ""),
            // fonts are text
            Change.of("\\\\(?:math(?:rm|it|bf)|text(?:normal|bf|it|rm))(?![a-zA-Z])", "\\\\text"),
            Change.of("\\\\[dtc]frac", "\\\\frac"),
            // numbers
            Change.of("(\\s|\\{)\\.(?=\\d)", "$10."),
            Change.of("^\\.(?=\\d)", "0."),
            Change.of("\\s*\\{\\s*,\\s*\\}", ","),
            // words
            Change.of(",?\\s*\\\\text\\s*\\{\\s*(?:and|or)\\s*\\}|(?<![a-zA-Z]),?\\s*(?:and|or)(?![a-zA-Z])", ","),
            Change.of("\\s*\\b(?:percentage|percent|pct)\\b|\\\\text\\s*\\{\\s*(?:percentage|percent|pct)\\s*\\}", "\\\\%"),
            Change.of("(?<![\\\\a-zA-Z])inf(?:inity|ty)?(?![a-zA-Z])", "\\\\infty"),
            Change.of("~=", "\\\\approx"),
            Change.of("(?<!\\\\)\\\\\\s|,?\\\\l?dots|~", " "),
            Change.of("[\\n\\t]", " "));
    private static final Pattern DOUBLED_BACKSLASH = Pattern.compile("\\\\\\\\(?=[a-zA-Z])");
    private static final List<Change> SHORT_FORMS = List.of(
            Change.of("\\^\\s?\\(([^()]*)\\)", "^{$1}"),
            Change.of("(?<![a-zA-Z\\\\])sqrt(?![a-zA-Z])|\\\\sqrt(?=\\s*\\()", "\\\\sqrt"),
            Change.of("\\\\sqrt\\s?\\(([^()]*)\\)", "\\\\sqrt{$1}"));

    private LatexCleaner() {}

    /// @param lastBox whether only the last box in the text counts, with those that belong together with it
    static String cleaned(String latex, boolean lastBox) {
        String text = changed(Boxes.contents(latex, lastBox), CHANGES);
        if (!text.contains("matrix") && !text.contains("array")) text = DOUBLED_BACKSLASH.matcher(text).replaceAll("\\\\");
        return changed(Units.removed(text), SHORT_FORMS).strip();
    }

    private static String changed(String text, List<Change> changes) {
        for (Change change : changes) text = change.from.matcher(text).replaceAll(change.to);
        return text;
    }
}
