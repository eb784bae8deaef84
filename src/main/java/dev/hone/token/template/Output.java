package dev.hone.token.template;

/// Text as it is rendered, which also knows its length in code points.
final class Output {
    private final StringBuilder text = new StringBuilder();
    private int codePoints;

    void append(String part) {
        append(part, Strings.length(part));
    }

    void append(String part, int partCodePoints) {
        Budget.text(part.length());
        Budget.size((long) text.length() + part.length());
        text.append(part);
        codePoints += partCodePoints;
    }

    int codePoints() {
        return codePoints;
    }

    @Override public String toString() {
        return text.toString();
    }
}
