package dev.hone.reward.code;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Whether a program wrote what was expected: the same number of lines, and each line the same text or the same numbers, exactly.
/// White space around a line, and lines without text at either end, do not count. Source: LiveCodeBench, `grade_stdio`.
public final class TextOutput {
    /// What Python's `str.strip` takes away.
    private static final String WHITE = "[\\t-\\r\\x1c-\\x1f\\x85\\p{Z}]+";
    private static final Pattern ENDS = Pattern.compile("^" + WHITE + "|" + WHITE + "\\z");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)(e[+-]?\\d+)?", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern INFINITY = Pattern.compile("([+-]?)inf(inity)?", Pattern.CASE_INSENSITIVE);

    /// A longer word is compared as text: reading it as a number would take a program's whole output too long.
    private static final int LONGEST_NUMBER = 50_000;

    private TextOutput() {}

    public static boolean same(String written, String expected) {
        List<String> lines = lines(written), expectedLines = lines(expected);
        if (lines.size() != expectedLines.size()) return false;
        for (int i = 0; i < lines.size(); i++) if (!sameLine(lines.get(i), expectedLines.get(i))) return false;
        return true;
    }

    private static List<String> lines(String text) {
        return Stream.of(stripped(text).split("\n", -1)).map(TextOutput::stripped).toList();
    }

    private static String stripped(String text) {
        return ENDS.matcher(text).replaceAll("");
    }

    private static boolean sameLine(String line, String expected) {
        if (line.equals(expected)) return true;
        String[] words = line.split(WHITE), expectedWords = expected.split(WHITE);
        if (words.length != expectedWords.length) return false;
        for (int i = 0; i < words.length; i++) if (!sameNumber(words[i], expectedWords[i])) return false;
        return true;
    }

    /// Not a number equals nothing, not even itself.
    private static boolean sameNumber(String word, String expected) {
        Object number = number(word), expectedNumber = number(expected);
        if (number == null || expectedNumber == null) return false;
        return number instanceof BigDecimal a && expectedNumber instanceof BigDecimal b ? a.compareTo(b) == 0 : number.equals(expectedNumber);
    }

    /// A decimal number, or a double for an infinity; null for anything else.
    private static Object number(String word) {
        if (word.length() > LONGEST_NUMBER) return null;
        String text = word.replace("_", "");
        var infinity = INFINITY.matcher(text);
        if (infinity.matches()) return infinity.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        if (!NUMBER.matcher(text).matches()) return null;
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
