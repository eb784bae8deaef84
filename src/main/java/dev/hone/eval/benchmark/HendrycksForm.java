package dev.hone.eval.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compares final answers as texts after spelling LaTeX one way: `\dfrac12` and `\frac{1}{2}` are the same, `1000` and `1,000`
/// are not. Source: Hendrycks et al. 2021, arXiv:2103.03874, `is_equiv` and `last_boxed_only_string`, as in lm-evaluation-harness.
final class HendrycksForm {
    private static final Pattern QUOTIENT = Pattern.compile("([^/]*)/([^/]*)");
    private static final Pattern WHOLE = Pattern.compile("\\s*[+-]?\\d+(?:_\\d+)*\\s*");
    private static final Pattern PLAIN = Pattern.compile("0|-?[1-9]\\d*");
    private static final String BOX = "\\boxed";

    private HendrycksForm() {}

    /// A text with which the rules can do nothing: both are compared as they are then.
    private static final class Odd extends Exception {
        @Override public Throwable fillInStackTrace() {
            return this;
        }
    }

    static boolean same(String one, String other) {
        try {
            return straightened(one).equals(straightened(other));
        } catch (Odd _) {
            return one.equals(other);
        }
    }

    private static String straightened(String text) throws Odd {
        String plain = text.replace("\n", "").replace("\\!", "").replace("\\\\", "\\").replace("tfrac", "frac").replace("dfrac", "frac")
                .replace("\\left", "").replace("\\right", "").replace("^{\\circ}", "").replace("^\\circ", "").replace("\\$", "");
        plain = withoutUnits(plain).replace("\\%", "").replace(" .", " 0.").replace("{.", "{0.");
        if (plain.startsWith(".")) plain = "0" + plain;
        List<String> sides = List.of(plain.split("=", -1));
        if (sides.size() == 2 && sides.getFirst().length() <= 2) plain = sides.getLast();
        plain = bracedFractions(bracedRoots(plain).replace(" ", ""));
        return plain.equals("0.5") ? "\\frac{1}{2}" : fractionOfQuotient(plain);
    }

    /// `5\text{ cm}` is `5`.
    private static String withoutUnits(String text) throws Odd {
        List<String> parts = List.of(text.split(Pattern.quote("\\text{ "), -1));
        if (parts.size() > 2) throw new Odd();
        return parts.getFirst();
    }

    /// `\sqrt3` is `\sqrt{3}`.
    private static String bracedRoots(String text) throws Odd {
        String[] parts = text.split(Pattern.quote("\\sqrt"), -1);
        StringBuilder braced = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].isEmpty()) throw new Odd();
            braced.append("\\sqrt").append(parts[i].startsWith("{") ? parts[i] : "{" + parts[i].charAt(0) + "}" + parts[i].substring(1));
        }
        return braced.toString();
    }

    /// `\frac12` and `\frac1{2}` are `\frac{1}{2}`.
    private static String bracedFractions(String text) throws Odd {
        String[] parts = text.split(Pattern.quote("\\frac"), -1);
        StringBuilder braced = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i];
            if (part.isEmpty()) throw new Odd();
            braced.append("\\frac");
            if (part.startsWith("{")) braced.append(part);
            else if (part.length() < 2) return text;
            else braced.append('{').append(part.charAt(0)).append('}').append(part.charAt(1) == '{' ? "{" : "{" + part.charAt(1) + "}").append(part.substring(2));
        }
        return braced.toString();
    }

    /// `1/2` is `\frac{1}{2}`.
    private static String fractionOfQuotient(String text) throws Odd {
        Matcher quotient = QUOTIENT.matcher(text);
        if (!quotient.matches()) return text;
        String above = quotient.group(1), below = quotient.group(2);
        if (!WHOLE.matcher(above).matches() || !WHOLE.matcher(below).matches()) throw new Odd();
        return PLAIN.matcher(above).matches() && PLAIN.matcher(below).matches() ? "\\frac{" + above + "}{" + below + "}" : text;
    }

    /// What stands in the last `\boxed{...}` or behind the last `\boxed `.
    static Optional<String> boxed(String text) {
        int space = text.lastIndexOf(BOX + " ");
        if (space >= 0) return Optional.of(text.substring(space + BOX.length() + 1).split("\\$", 2)[0]);
        int start = text.lastIndexOf(BOX);
        if (start < 0 || !text.startsWith("{", start + BOX.length())) return Optional.empty();
        int open = 0;
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) == '{') open++;
            if (text.charAt(i) == '}' && --open == 0) return Optional.of(text.substring(start + BOX.length() + 1, i));
        }
        return Optional.empty();
    }
}
