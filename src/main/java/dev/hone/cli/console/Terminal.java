package dev.hone.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether a person sits at the other end, what may be painted there, and how a text is shown so that it cannot paint itself.
public final class Terminal {
    private Terminal() {}

    /// Whether lines are typed.
    public static boolean isInput() {
        return is(0);
    }

    /// Whether what is printed is read as it comes.
    public static boolean isOutput() {
        return is(1);
    }

    /// Whether progress and remarks are seen.
    public static boolean isError() {
        return is(2);
    }

    /// Linux tells of each stream; elsewhere Java tells of input and output together.
    private static boolean is(int stream) {
        Path link = Path.of("/proc/self/fd/" + stream);
        if (!Files.isSymbolicLink(link)) return System.console() != null && System.console().isTerminal();
        try {
            return Files.readSymbolicLink(link).toString().matches("/dev/(pts/\\d+|tty\\w*|console)");
        } catch (IOException gone) {
            return false;
        }
    }

    /// Colours on a terminal that knows them, unless its user wants none (no-color.org).
    public static boolean hasColours() {
        String unwanted = System.getenv("NO_COLOR");
        return isOutput() && (unwanted == null || unwanted.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    /// The text with each control character written out: what a model says must not move the cursor, set the
    /// title, fill the clipboard or turn the reading direction. Line feeds and tabs stay.
    public static String harmless(String text) {
        if (text.chars().noneMatch(c -> isControl((char) c))) return text;
        var shown = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (!isControl(c)) shown.append(c);
            else if (c < 0x100) shown.append(String.format("\\x%02x", (int) c));
            else shown.append(String.format("\\u%04x", (int) c));
        }
        return shown.toString();
    }

    private static boolean isControl(char c) {
        if (c == '\n' || c == '\t') return false;
        return c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x61c || c == 0x200e || c == 0x200f
                || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0x2028 || c == 0x2029;
    }
}
