package dev.hone.curate;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A correction of texts as sed writes it: `s/OLD/NEW/gi`. OLD is a regular expression, NEW may name its groups as `$1`; `g`
/// replaces every place and not only the first, `i` takes small and capital letters as one. Any character but `\` may stand for the slash.
/// @param everywhere whether all places are replaced
public record Substitution(Pattern pattern, String replacement, boolean everywhere) {
    /// @throws UserError when it is none
    public static Substitution of(String written) {
        if (written.length() < 4 || written.charAt(0) != 's') throw wrong(written, "expected s/OLD/NEW/, with g and i behind it if wanted");
        char edge = written.charAt(1);
        if (edge == '\\') throw wrong(written, "a \\ cannot stand for the slash");
        List<String> parts = parts(written, edge);
        if (parts.size() != 3) throw wrong(written, "expected three " + edge + ", one before OLD, one between OLD and NEW, one after NEW");
        String flags = parts.get(2);
        if (!flags.matches("[gi]*")) throw wrong(written, "its last part is \"" + flags + "\"; g and i are known");
        if (parts.get(0).isEmpty()) throw wrong(written, "OLD is empty");
        int ignoringCase = flags.contains("i") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        return new Substitution(pattern(written, parts.get(0), ignoringCase), checked(written, parts, ignoringCase), flags.contains("g"));
    }

    private static Pattern pattern(String written, String old, int flags) {
        try {
            return Pattern.compile(old, flags);
        } catch (PatternSyntaxException e) {
            throw wrong(written, "OLD is no regular expression: " + e.getDescription() + " at character " + (e.getIndex() + 1));
        }
    }

    /// NEW, once it is certain that all groups it names are there: Java looks only where OLD is found, and with an empty branch
    /// before it, it is found in any text.
    private static String checked(String written, List<String> parts, int flags) {
        String replacement = parts.get(1);
        try {
            Pattern.compile("|" + parts.getFirst(), flags).matcher("").replaceFirst(replacement);
            return replacement;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw wrong(written, "NEW is \"" + replacement + "\": " + e.getMessage() + "; groups are written $1, a plain $ is \\$");
        }
    }

    private static UserError wrong(String written, String what) {
        return new UserError("--correct " + written + ": " + what);
    }

    /// What stands between the edges. A backslash before an edge makes it part of the text; before anything else it stays, with what it stands before.
    private static List<String> parts(String written, char edge) {
        List<String> parts = new ArrayList<>();
        var part = new StringBuilder();
        for (int i = 2; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\\' && i + 1 < written.length()) {
                char next = written.charAt(++i);
                part.append(next == edge ? "" : "\\").append(next);
            } else if (c == edge) {
                parts.add(part.toString());
                part.setLength(0);
            } else part.append(c);
        }
        parts.add(part.toString());
        return parts;
    }

    public String applyTo(String text) {
        return everywhere ? pattern.matcher(text).replaceAll(replacement) : pattern.matcher(text).replaceFirst(replacement);
    }
}
