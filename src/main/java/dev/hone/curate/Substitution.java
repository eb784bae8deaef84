package dev.hone.curate;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A correction of texts as sed writes it: `s/OLD/NEW/gi`. OLD is a regular expression, NEW may name its groups as `$1`; `g`
/// replaces every place and not only the first, `i` takes small and capital letters as one. Any character may stand for the slash.
/// @param everywhere whether all places are replaced
public record Substitution(Pattern pattern, String replacement, boolean everywhere) {
    /// @throws UserError when it is none
    public static Substitution of(String written) {
        if (written.length() < 4 || written.charAt(0) != 's') throw wrong(written, "expected s/OLD/NEW/, with g and i behind it if wanted");
        char edge = written.charAt(1);
        List<String> parts = parts(written, edge);
        if (parts.size() != 3) throw wrong(written, "expected three " + edge + ", one before OLD, one between OLD and NEW, one after NEW");
        String flags = parts.get(2);
        if (!flags.matches("[gi]*")) throw wrong(written, "its last part is \"" + flags + "\"; g and i are known");
        if (parts.get(0).isEmpty()) throw wrong(written, "OLD is empty");
        try {
            Pattern pattern = Pattern.compile(parts.get(0), flags.contains("i") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
            var substitution = new Substitution(pattern, parts.get(1), flags.contains("g"));
            pattern.matcher("").replaceAll(parts.get(1));
            return substitution;
        } catch (PatternSyntaxException e) {
            throw wrong(written, "OLD is no regular expression: " + e.getDescription() + " at character " + (e.getIndex() + 1));
        }
    }

    private static UserError wrong(String written, String what) {
        return new UserError("--correct " + written + ": " + what);
    }

    /// What stands between the edges; a backslash before one takes it as it is.
    private static List<String> parts(String written, char edge) {
        List<String> parts = new ArrayList<>();
        var part = new StringBuilder();
        for (int i = 2; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\\' && i + 1 < written.length() && written.charAt(i + 1) == edge) part.append(written.charAt(++i));
            else if (c == edge) {
                parts.add(part.toString());
                part.setLength(0);
            } else part.append(c);
        }
        parts.add(part.toString());
        return parts;
    }

    public String applyTo(String text) {
        try {
            return everywhere ? pattern.matcher(text).replaceAll(replacement) : pattern.matcher(text).replaceFirst(replacement);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new UserError("--correct with NEW \"" + replacement + "\": " + e.getMessage() + "; groups are written $1, a plain $ is \\$", e);
        }
    }
}
