package dev.hone.eval.python;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/// The methods of Python's `str` where they differ from Java's of the same name.
public final class PythonText {
    private PythonText() {}

    /// `str.isspace` of one character.
    public static boolean isSpace(int c) {
        return c >= 0x09 && c <= 0x0d || c >= 0x1c && c <= 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680
                || c >= 0x2000 && c <= 0x200a || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
    }

    /// `str.strip()`.
    public static String strip(String text) {
        return strip(text, PythonText::isSpace);
    }

    /// `str.strip(characters)`.
    public static String strip(String text, String characters) {
        return strip(text, c -> characters.indexOf(c) >= 0);
    }

    private static String strip(String text, IntPredicate away) {
        return stripLeft(stripRight(text, away), away);
    }

    /// `str.lstrip(characters)`.
    public static String stripLeft(String text, String characters) {
        return stripLeft(text, c -> characters.indexOf(c) >= 0);
    }

    /// `str.rstrip(characters)`.
    public static String stripRight(String text, String characters) {
        return stripRight(text, c -> characters.indexOf(c) >= 0);
    }

    /// `str.rstrip()`.
    public static String stripRight(String text) {
        return stripRight(text, PythonText::isSpace);
    }

    private static String stripLeft(String text, IntPredicate away) {
        int start = 0;
        while (start < text.length() && away.test(text.charAt(start))) start++;
        return text.substring(start);
    }

    private static String stripRight(String text, IntPredicate away) {
        int end = text.length();
        while (end > 0 && away.test(text.charAt(end - 1))) end--;
        return text.substring(0, end);
    }

    public static boolean isBlank(String text) {
        return strip(text).isEmpty();
    }

    /// `str.split()`: at white space, without empty parts.
    public static List<String> words(String text) {
        return List.of(PythonPattern.of("\\S+").matcher(text).results().map(word -> word.group()).toArray(String[]::new));
    }

    /// `str.removeprefix`.
    public static String withoutPrefix(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    /// `str.removesuffix`.
    public static String withoutSuffix(String text, String suffix) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    /// `str.lower()`.
    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// `str.isupper()`: at least one letter with case, and none that is small.
    public static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase)
                && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    /// `str.islower()`: at least one letter with case, and none that is big.
    public static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase)
                && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    /// `repr` of a text: in single quotes unless it has some and no double ones.
    public static String repr(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '\'' && c != '\\')) return "'" + text + "'";
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder repr = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            if (c == quote || c == '\\') repr.append('\\').appendCodePoint(c);
            else if (c == '\n') repr.append("\\n");
            else if (c == '\r') repr.append("\\r");
            else if (c == '\t') repr.append("\\t");
            else if (isPrintable(c)) repr.appendCodePoint(c);
            else repr.append(c < 0x100 ? String.format("\\x%02x", c) : c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\U%08x", c));
        });
        return repr.append(quote).toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    /// `repr` of a real: the shortest digits that say it, with an exponent below 0.0001 and from 10^16.
    public static String repr(double value) {
        if (Double.isNaN(value)) return "nan";
        if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
        if (value == 0) return 1 / value > 0 ? "0.0" : "-0.0";
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) return decimal.scale() <= 0 ? decimal.toPlainString() + ".0" : decimal.toPlainString();
        String digits = decimal.unscaledValue().abs().toString();
        return (value < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + String.format("e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
