package dev.hone.report;

/// Makes a text from a model or a data set safe to look at: what would be invisible, forbidden in a page or able to turn the
/// words around it is shown by its number, `[U+202E]`. Line feeds and tabs stay.
final class Visible {
    private static final int NO_CHARACTER = 0xFFFD;

    private Visible() {}

    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (isControl(point) || turnsText(point)) out.append(String.format("[U+%04X]", point));
            else out.appendCodePoint(isCharacter(point) ? point : NO_CHARACTER);
        });
        return out.toString();
    }

    /// The beginning of a text, and how much is left out.
    static String shortened(String text, int characters) {
        int length = text.codePointCount(0, text.length());
        if (length <= characters) return text;
        return text.substring(0, text.offsetByCodePoints(0, characters)) + "… (" + NumberText.of(length - characters) + " more characters)";
    }

    private static boolean isControl(int point) {
        return Character.isISOControl(point) && point != '\n' && point != '\t';
    }

    /// Embeddings, overrides and isolates of the bidirectional algorithm: they can make a text read as another.
    private static boolean turnsText(int point) {
        return point >= 0x202A && point <= 0x202E || point >= 0x2066 && point <= 0x2069;
    }

    /// Half a surrogate pair and the two last places of each plane are none.
    private static boolean isCharacter(int point) {
        return Character.getType(point) != Character.SURROGATE && (point & 0xFFFE) != 0xFFFE;
    }
}
