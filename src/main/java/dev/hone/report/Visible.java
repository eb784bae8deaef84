package dev.hone.report;

/// Makes a text from a model or a data set safe to look at: what would be invisible, forbidden in a page or able to turn the
/// words around it is shown by a sign of its own. Line feeds and tabs stay.
final class Visible {
    private Visible() {}

    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> append(out, point));
        return out.toString();
    }

    private static void append(StringBuilder out, int point) {
        if (point == '\n' || point == '\t') out.append((char) point);
        else if (point < 0x20) out.append((char) (0x2400 + point));             // Unicode's pictures of control characters: ␀ ␛ ␍
        else if (point == 0x7F) out.append('\u2421');
        else if (point < 0xA0 && point > 0x7F || turnsText(point)) out.append(String.format("[U+%04X]", point));
        else if (Character.getType(point) == Character.SURROGATE || (point & 0xFFFE) == 0xFFFE) out.append('\uFFFD');
        else out.appendCodePoint(point);
    }

    /// Embeddings, overrides and isolates of the bidirectional algorithm: they can make a text read as another.
    private static boolean turnsText(int point) {
        return point >= 0x202A && point <= 0x202E || point >= 0x2066 && point <= 0x2069;
    }
}
