package dev.hone.hub;

import dev.hone.settings.UserError;

import java.util.Locale;
import java.util.regex.Pattern;

/// Checks names that the hub sent before they become paths of this machine. A server, or whoever owns a repository,
/// must not be able to write outside the folder meant for it.
final class SafeName {
    /// Windows opens a device for these, whatever the ending and in any folder.
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³])( *\\..*)?");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
    private static final boolean WINDOWS = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");

    private SafeName() {
    }

    /// Returns the name if it stays inside its folder, and refuses it otherwise.
    static String check(String name, HubReference where) {
        String trouble = trouble(name, WINDOWS);
        if (!trouble.isEmpty()) throw new UserError(
                "the " + where.title() + " holds a file named '" + printable(name) + "', which " + trouble
                + "; nothing of it was written. Its owner has to rename that file; do not trust the repository until then");
        return name;
    }

    /// What is wrong with a name; empty for a good one. Rules that only Windows needs are asked for, so that a data
    /// set named by the hour (`10:00.jsonl`) still works where a colon means nothing.
    static String trouble(String name, boolean windows) {
        if (name.isEmpty() || name.length() > 1024) return "is empty or longer than 1024 characters";
        if (name.chars().anyMatch(c -> c < ' ' || c == 0x7f)) return "holds a control character";
        if (name.contains("\\")) return "holds a backslash";
        if (name.startsWith("/") || DRIVE.matcher(name).matches()) return "is an absolute path";
        for (String part : name.split("/", -1)) {
            if (part.isEmpty()) return "holds an empty part";
            if (part.equals("..") || part.equals(".")) return "would leave its folder";
            if (windows && isBadOnWindows(part)) return "is not allowed on Windows";
        }
        return "";
    }

    /// Text of others made fit for a terminal: control characters cannot move its cursor, and it stays short.
    static String printable(String text) {
        String plain = text.codePoints().map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return plain.length() <= 300 ? plain : plain.substring(0, 300) + "...";
    }

    private static boolean isBadOnWindows(String part) {
        return DEVICE.matcher(part).matches() || part.endsWith(".") || part.endsWith(" ")
                || part.chars().anyMatch(c -> ":*?\"<>|".indexOf(c) >= 0);
    }
}
