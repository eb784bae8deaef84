package dev.hone.reward.math;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Numbers and sums written without LaTeX: `1,234.5`, `-3/4`, `25%`, `2^10`.
final class PlainText {
    private static final String BEFORE = "(?:^|\\s|=)(?:\\*\\*)?";
    private static final String AFTER = "(?:\\*\\*)?(?:[.,:\\s)$]|$)";
    private static final String SIGNS = "+\\-*×/^()÷";
    private static final String CHARACTERS = "[\\d.\\s" + SIGNS + "]";
    /// Begins with a digit and has a sign in it. The bounds keep the search from taking long in texts full of numbers.
    private static final String EXPRESSION = "(?<expression>-?\\(?-?\\d" + CHARACTERS + "{0,100}[" + SIGNS + "]" + CHARACTERS + "{1,100}\\)?)";
    private static final String NUMBER = "(?<!\\d)(?:(?<grouped>-?[1-9]\\d{0,2}(?:[ ,]\\d{3})+(?:\\.\\d+)?)|(?<decimal>-?\\d+[.,]\\d+|\\.\\d+)|(?<whole>-?\\d+))"
            + "(?<percent>\\s*(?:%|[Pp]ercent|[Pp]ercentage|[Pp]ct))?";
    static final String EXPRESSION_IN_TEXT = BEFORE + EXPRESSION + AFTER;
    static final String NUMBER_IN_TEXT = BEFORE + "\\p{Sc}?" + NUMBER;
    private static final Pattern SIDE_BY_SIDE = Pattern.compile("[\\d.)]\\s+[\\d.(]|\\d\\(|\\)[\\d(]|[×÷]");

    private PlainText() {}

    /// What a match of one of the patterns stands for.
    static Extracted read(MatchResult match) {
        String expression = match.namedGroups().containsKey("expression") ? match.group("expression") : null;
        return expression != null ? expression(expression) : number(match);
    }

    private static Extracted number(MatchResult match) {
        String grouped = match.group("grouped");
        String decimal = match.group("decimal");
        String text = grouped != null ? grouped.replaceAll("[ ,]", "") : decimal != null ? decimal.replace(',', '.') : match.group("whole");
        text = text.replaceFirst("^0+(?=\\d)", "").replaceFirst("^\\.", "0.");
        Term number = new Term.Number(Rational.parse(text), text.contains("."));
        return new Extracted(match.group("percent") == null ? number : new Term.Percent(number), text);
    }

    /// Two numbers or parentheses side by side are no expression here, as in a programming language.
    private static Extracted expression(String text) {
        if (SIDE_BY_SIDE.matcher(text).find()) return new Extracted(null, text);
        try {
            return new Extracted(LatexParser.parse(text.replace("**", "^").replaceAll("\\.(?!\\d)", "")), text);
        } catch (MathFault _) {
            return new Extracted(null, text);
        }
    }
}
