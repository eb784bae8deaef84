package dev.hone.token.template;

/// Backslash escapes inside a template's quoted texts, as Python's `unicode-escape` reads them.
final class Escapes {
    private Escapes() { }

    static String resolve(String text, int line) {
        if (text.indexOf('\\') < 0) return text;
        var result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            i = c == '\\' ? escape(text, i, result, line) : plain(c, i, result);
        }
        return result.toString();
    }

    private static int plain(char c, int i, StringBuilder result) {
        result.append(c);
        return i + 1;
    }

    /// Appends what the escape at `i` stands for and returns where the text goes on.
    private static int escape(String text, int i, StringBuilder result, int line) {
        char c = text.charAt(i + 1);
        int simple = "\\'\"abfnrtv".indexOf(c);
        if (simple >= 0) {
            result.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(simple));
            return i + 2;
        }
        return switch (c) {
            case '\n' -> i + 2;
            case 'x' -> hex(text, i, 2, result, line);
            case 'u' -> hex(text, i, 4, result, line);
            case 'U' -> hex(text, i, 8, result, line);
            case 'N' -> named(text, i, result, line);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(text, i, result);
            default -> unknown(text, i, result);
        };
    }

    private static int hex(String text, int i, int digits, StringBuilder result, int line) {
        int end = i + 2 + digits;
        try {
            if (end > text.length() || !Character.isLetterOrDigit(text.charAt(i + 2))) throw new NumberFormatException();
            result.appendCodePoint(Integer.parseUnsignedInt(text.substring(i + 2, end), 16));
        } catch (IllegalArgumentException e) {
            throw TemplateError.syntax("truncated or wrong escape " + text.substring(i, Math.min(end, text.length())), line);
        }
        return end;
    }

    private static int named(String text, int i, StringBuilder result, int line) {
        int end = text.indexOf('}', i);
        try {
            if (end < 0 || text.charAt(i + 2) != '{') throw new IllegalArgumentException();
            result.appendCodePoint(Character.codePointOf(text.substring(i + 3, end)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw TemplateError.syntax("unknown character name in \\N escape", line);
        }
        return end + 1;
    }

    private static int octal(String text, int i, StringBuilder result) {
        int end = i + 1;
        while (end < text.length() && end < i + 4 && text.charAt(end) >= '0' && text.charAt(end) <= '7') end++;
        result.append((char) Integer.parseInt(text.substring(i + 1, end), 8));
        return end;
    }

    /// An escape that Python does not know stays as it is. Python first writes a character beyond ASCII
    /// as an escape itself, whose backslash the one before it then protects.
    private static int unknown(String text, int i, StringBuilder result) {
        int c = text.codePointAt(i + 1);
        result.append('\\');
        if (c < 0x80) result.appendCodePoint(c);
        else result.append(String.format(c < 0x100 ? "x%02x" : c < 0x10000 ? "u%04x" : "U%08x", c));
        return i + 1 + Character.charCount(c);
    }
}
