package dev.hone.eval.python;

import java.util.regex.Pattern;

/// A regular expression of Python's module `re`, as a Java pattern that finds the same. What differs between the two and is
/// translated: `\w`, `\d`, `\s` and `\b` go by Unicode as Python sees it (a combining mark is no word character), `$` and `.`
/// know only `\n` as the end of a line, and a `[` or `&&` inside of a character class stands for itself.
public final class PythonPattern {
    private static final String WORD = "\\p{L}\\p{N}_";
    private static final String DIGIT = "\\p{Nd}";
    private static final String SPACE = "\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
    private static final String EDGE = "(?:(?<=[" + WORD + "])(?![" + WORD + "])|(?<![" + WORD + "])(?=[" + WORD + "]))";
    private static final String NO_EDGE = "(?:(?<=[" + WORD + "])(?=[" + WORD + "])|(?<![" + WORD + "])(?![" + WORD + "]))";

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private PythonPattern(String source) {
        this.source = source;
    }

    /// @throws java.util.regex.PatternSyntaxException where it is no regular expression
    public static Pattern of(String source) {
        return of(source, 0);
    }

    /// @param flags Java's [Pattern#CASE_INSENSITIVE], [Pattern#MULTILINE] and [Pattern#DOTALL], with Python's meaning
    public static Pattern of(String source, int flags) {
        return Pattern.compile(new PythonPattern(source).translated(), flags | Pattern.UNICODE_CASE | Pattern.UNIX_LINES);
    }

    private String translated() {
        boolean inClass = false;
        while (at < source.length()) {
            char c = source.charAt(at++);
            if (c == '\\' && at < source.length()) escape(source.charAt(at++), inClass);
            else if (inClass) inClass = inside(c);
            else if (c == '[') inClass = opens();
            else if (source.startsWith("(?P<", at - 1)) named();
            else out.append(c);
        }
        return out.toString();
    }

    private void escape(char c, boolean inClass) {
        switch (c) {
            case 'w' -> out.append(inClass ? WORD : "[" + WORD + "]");
            case 'd' -> out.append(inClass ? DIGIT : "[" + DIGIT + "]");
            case 's' -> out.append(inClass ? SPACE : "[" + SPACE + "]");
            case 'W' -> out.append("[^" + WORD + "]");
            case 'D' -> out.append("[^" + DIGIT + "]");
            case 'S' -> out.append("[^" + SPACE + "]");
            case 'b' -> out.append(inClass ? "\\x08" : EDGE);
            case 'B' -> out.append(NO_EDGE);
            case 'Z' -> out.append("\\z");
            default -> out.append('\\').append(c);
        }
    }

    /// A class begins: a `]` right behind its beginning belongs to it.
    private boolean opens() {
        out.append('[');
        if (at < source.length() && source.charAt(at) == '^') {
            out.append('^');
            at++;
        }
        if (at < source.length() && source.charAt(at) == ']') {
            out.append("\\]");
            at++;
        }
        return true;
    }

    /// @return whether the class goes on
    private boolean inside(char c) {
        if (c == '[' || c == '&') out.append('\\');
        out.append(c);
        return c != ']';
    }

    private void named() {
        out.append("(?<");
        at += 3;
    }
}
