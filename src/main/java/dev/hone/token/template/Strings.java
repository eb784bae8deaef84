package dev.hone.token.template;

import java.util.ArrayList;
import java.util.List;

/// Texts as Python sees them: sequences of Unicode code points, not of Java's UTF-16 units.
final class Strings {
    private Strings() { }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static boolean isPlain(String text, int length) {
        return text.length() == length;
    }

    /// The part from one code point to another.
    static String part(String text, int from, int to) {
        int length = length(text);
        if (isPlain(text, length)) return text.substring(from, to);
        int start = text.offsetByCodePoints(0, from);
        return text.substring(start, text.offsetByCodePoints(start, to - from));
    }

    /// The code points whose places are given.
    static String pick(String text, int start, int step, int count) {
        if (step == 1) return part(text, start, start + count);
        int[] points = text.codePoints().toArray();
        var result = new StringBuilder(count);
        for (int i = 0; i < count; i++) result.appendCodePoint(points[start + i * step]);
        return result.toString();
    }

    /// Turns an offset in UTF-16 units into one in code points; negative stays.
    static int codePointOffset(String text, int offset) {
        return offset < 0 ? offset : text.codePointCount(0, offset);
    }

    /// By code points: a surrogate pair stands above the whole basic plane.
    static int compare(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            if (a.charAt(i) != b.charAt(i)) return Integer.compare(rank(a.charAt(i)), rank(b.charAt(i)));
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int rank(char unit) {
        return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
    }

    /// Python's `str.isspace` for one character.
    static boolean isSpace(int c) {
        return c <= 0x20 ? c == ' ' || c >= '\t' && c <= '\r' || c >= 0x1c && c <= 0x1f
                : c == 0x85 || c == 0xa0 || c > 0xff && Character.isSpaceChar(c);
    }

    static boolean isPrintable(int c) {
        if (c < 0x7f) return c >= 0x20;
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                 Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    static boolean isBlank(String text) {
        return text.chars().allMatch(Strings::isSpace);
    }

    static String strip(String text) {
        return stripStart(stripEnd(text));
    }

    static String stripStart(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) start++;
        return text.substring(start);
    }

    static String stripEnd(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) end--;
        return text.substring(0, end);
    }

    static String stripStart(String text, String characters) {
        int start = 0;
        while (start < text.length() && characters.indexOf(text.codePointAt(start)) >= 0) start += Character.charCount(text.codePointAt(start));
        return text.substring(start);
    }

    static String stripEnd(String text, String characters) {
        int end = text.length();
        while (end > 0 && characters.indexOf(text.codePointBefore(end)) >= 0) end -= Character.charCount(text.codePointBefore(end));
        return text.substring(0, end);
    }

    static String repeat(String text, long times) {
        if (times <= 0 || text.isEmpty()) return "";
        Budget.text(Math.multiplyHigh(text.length(), times) != 0 ? Long.MAX_VALUE : text.length() * times);
        return text.repeat((int) times);
    }

    static String join(String separator, List<String> parts) {
        long length = (long) separator.length() * Math.max(0, parts.size() - 1);
        for (String part : parts) length += part.length();
        Budget.text(length);
        return String.join(separator, parts);
    }

    /// Pads to a width in code points.
    static String pad(String text, long width, String fill, double shareBefore) {
        long missing = width - length(text);
        if (missing <= 0) return text;
        long before = (long) Math.floor(missing * shareBefore);
        return repeat(fill, before) + text + repeat(fill, missing - before);
    }

    static String replace(String text, String old, String replacement, long most) {
        long rounds = most < 0 ? Long.MAX_VALUE : most;
        if (old.isEmpty()) return interleave(text, replacement, rounds);
        long found = 0;
        for (int i = text.indexOf(old); i >= 0 && found < rounds; i = text.indexOf(old, i + old.length())) found++;
        if (found == 0) return text;
        Budget.text(text.length() + found * Math.max(0, replacement.length() - old.length()));
        var result = new StringBuilder();
        int from = 0;
        for (; found > 0; found--) {
            int at = text.indexOf(old, from);
            result.append(text, from, at).append(replacement);
            from = at + old.length();
        }
        return result.append(text, from, text.length()).toString();
    }

    private static String interleave(String text, String replacement, long rounds) {
        Budget.text(text.length() + Math.min(rounds, text.length() + 1L) * replacement.length());
        var result = new StringBuilder();
        long left = rounds;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (left-- > 0) result.append(replacement);
            result.appendCodePoint(text.codePointAt(i));
        }
        return left > 0 ? result.append(replacement).toString() : result.toString();
    }

    /// Splits at runs of whitespace, from the left or the right, at most so many times (negative: always).
    static List<String> splitAtSpace(String text, long most, boolean fromRight) {
        if (fromRight && most >= 0) return splitAtSpaceFromRight(text, most);
        List<String> parts = new ArrayList<>();
        String rest = stripStart(text);
        while (!rest.isEmpty()) {
            if (most >= 0 && parts.size() == most) {
                parts.add(rest);
                break;
            }
            int end = 0;
            while (end < rest.length() && !isSpace(rest.charAt(end))) end++;
            parts.add(rest.substring(0, end));
            rest = stripStart(rest.substring(end));
        }
        return parts;
    }

    private static List<String> splitAtSpaceFromRight(String text, long most) {
        List<String> parts = new ArrayList<>();
        String rest = stripEnd(text);
        while (!rest.isEmpty()) {
            if (parts.size() == most) {
                parts.addFirst(rest);
                break;
            }
            int start = rest.length();
            while (start > 0 && !isSpace(rest.charAt(start - 1))) start--;
            parts.addFirst(rest.substring(start));
            rest = stripEnd(rest.substring(0, start));
        }
        return parts;
    }

    static List<String> split(String text, String separator, long most, boolean fromRight) {
        if (separator.isEmpty()) throw TemplateError.failed("empty separator");
        List<String> parts = new ArrayList<>();
        if (fromRight) {
            int end = text.length();
            for (int at = lastIndexBefore(text, separator, end); at >= 0 && (most < 0 || parts.size() < most); at = lastIndexBefore(text, separator, end)) {
                parts.addFirst(text.substring(at + separator.length(), end));
                end = at;
            }
            parts.addFirst(text.substring(0, end));
            return parts;
        }
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0 && (most < 0 || parts.size() < most); at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static int lastIndexBefore(String text, String separator, int end) {
        return end < separator.length() ? -1 : text.lastIndexOf(separator, end - separator.length());
    }

    static List<String> lines(String text, boolean keepEnds) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!endsLine(text.charAt(i))) continue;
            int end = text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
            lines.add(text.substring(from, keepEnds ? end : i));
            from = end;
            i = end - 1;
        }
        if (from < text.length()) lines.add(text.substring(from));
        return lines;
    }

    private static boolean endsLine(char c) {
        return c >= '\n' && c <= '\r' || c >= 0x1c && c <= 0x1e || c == 0x85 || c == 0x2028 || c == 0x2029;
    }
}
