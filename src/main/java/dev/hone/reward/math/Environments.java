package dev.hone.reward.math;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds LaTeX in a text: `$...$`, `$$...$$`, `\(...\)`, `\[...\]`, ` [...] `, a bare `\frac{1}{2}`, and up to six of them
/// in a row with commas, `and`, `or` between.
final class Environments {
    private static final int LONGEST_ROW = 6;
    private static final Pattern FRACTION = Pattern.compile("-?\\\\frac\\{-?\\d+(?:[.,]\\d+)?\\}\\{-?\\d+(?:[.,]\\d+)?\\}");
    private static final Pattern PERCENT = Pattern.compile("\\s*(\\\\?%|[Pp]ercentage|[Pp]ercent|[Pp]ct)?");
    private static final Pattern LINK = Pattern.compile("\\s*(?:,?and|,?or|,)\\s*");
    private static final Pattern BOX = Pattern.compile("(?s)\\\\boxed\\{.+?\\}");

    private final String text;

    Environments(String text) {
        this.text = text;
    }

    /// @param percent whether `%` or the word follows
    record Part(String latex, boolean percent) {}

    /// @param end behind the last environment and the spaces that follow it
    record Row(int start, int end, List<Part> parts) {}

    /// All rows from left to right.
    /// @param boxed whether only environments with a `\boxed{}` count
    List<Row> rows(boolean boxed) {
        List<Row> rows = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            Row row = rowAt(at, boxed);
            if (row != null) rows.add(row);
            at = row == null ? at + 1 : row.end;
        }
        return rows;
    }

    /// The row that begins exactly here, or null.
    Row rowAt(int start, boolean boxed) {
        List<Part> parts = new ArrayList<>();
        int end = start;
        for (int next = start; next >= 0 && parts.size() < LONGEST_ROW; next = after(LINK, end)) {
            Span span = spanAt(next, boxed);
            if (span == null) break;
            Matcher percent = PERCENT.matcher(text).region(span.end, text.length());
            percent.lookingAt();
            parts.add(new Part(span.content, percent.group(1) != null));
            end = percent.end();
        }
        return parts.isEmpty() ? null : new Row(start, end, parts);
    }

    private int after(Pattern pattern, int start) {
        Matcher matcher = pattern.matcher(text).region(start, text.length());
        return matcher.lookingAt() ? matcher.end() : -1;
    }

    private record Span(String content, int end) {}

    private Span spanAt(int start, boolean boxed) {
        if (start >= text.length()) return null;
        Span span = switch (text.charAt(start)) {
            case '$' -> dollars(start);
            case '\\' -> isEscaped(start) ? null : text.startsWith("\\[", start) ? until("\\]", start + 2, false)
                    : text.startsWith("\\(", start) ? until("\\)", start + 2, true) : fraction(start);
            case '-' -> fraction(start);
            default -> Character.isWhitespace(text.charAt(start)) ? brackets(start) : null;
        };
        return span == null || boxed && !BOX.matcher(span.content).find() ? null : span;
    }

    private boolean isEscaped(int at) {
        return at > 0 && text.charAt(at - 1) == '\\';
    }

    private Span dollars(int start) {
        if (isEscaped(start)) return null;
        if (text.startsWith("$$", start)) return until("$$", start + 2, false);
        if (start > 0 && Character.isDigit(text.charAt(start - 1))) return null;
        for (int end = start + 1; end < text.length() && text.charAt(end) != '\n'; end++) {
            if (text.charAt(end) == '$' && !isEscaped(end)) return end == start + 1 ? null : new Span(text.substring(start + 1, end), end + 1);
        }
        return null;
    }

    private Span until(String close, int from, boolean oneLine) {
        int end = text.indexOf(close, from + 1);
        if (end < 0) return null;
        String content = text.substring(from, end);
        return oneLine && content.contains("\n") ? null : new Span(content, end + close.length());
    }

    /// Square brackets with space around them, which some models print for `\[` and `\]`.
    private Span brackets(int start) {
        if (!text.startsWith("[", start + 1)) return null;
        int end = start + 2;
        while (end < text.length() && "[]\n".indexOf(text.charAt(end)) < 0) end++;
        boolean closed = end > start + 2 && end + 1 < text.length() && text.charAt(end) == ']' && Character.isWhitespace(text.charAt(end + 1));
        return closed ? new Span(text.substring(start + 2, end), end + 2) : null;
    }

    private Span fraction(int start) {
        int end = after(FRACTION, start);
        return end < 0 ? null : new Span(text.substring(start, end), end);
    }
}
