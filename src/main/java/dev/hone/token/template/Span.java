package dev.hone.token.template;

/// A stretch of a text, counted in Unicode code points (not in Java's `char`s): from start up to, not including, end.
public record Span(int start, int end) {
    public Span {
        if (start < 0 || end < start) throw new IllegalArgumentException("not a span: " + start + " to " + end);
    }

    public int length() {
        return end - start;
    }
}
