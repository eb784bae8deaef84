package dev.hone.hub;

import dev.hone.settings.UserError;

import java.util.regex.Pattern;

/// A repository of the hub at a revision: `owner/name@revision`, or plain `name`; without `@` the revision is `main`.
/// @param revision branch, tag or commit; a branch may hold `/`, as `refs/convert/parquet` does
public record HubReference(HubKind kind, String id, String revision) implements Source {
    public static final String DEFAULT_REVISION = "main";

    private static final int LONGEST_ID = 96;
    private static final Pattern PART = Pattern.compile("\\w(?:[\\w.-]*\\w)?");
    /// What git allows in a branch name, less everything that could steer a path.
    private static final Pattern REVISION_PART = Pattern.compile("[A-Za-z0-9_+=,][A-Za-z0-9_.+=,-]*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    public HubReference {
        checkId(kind, id);
        checkRevision(id, revision);
    }

    /// Reads `owner/name`, `owner/name@revision`, `hf://owner/name` or `hf://datasets/owner/name`.
    public static HubReference parse(HubKind kind, String text) {
        String rest = text.startsWith(HUB_PREFIX) ? withoutKind(kind, text.substring(HUB_PREFIX.length())) : text;
        int at = rest.indexOf('@');
        return at < 0 ? new HubReference(kind, rest, DEFAULT_REVISION)
                : new HubReference(kind, rest.substring(0, at), rest.substring(at + 1));
    }

    /// True where the revision is a whole commit hash, which can never point elsewhere later.
    public boolean isPinned() {
        return isCommit(revision);
    }

    /// `owner/name`, with `@revision` unless it is `main`: what a user would write.
    @Override public String toString() {
        return revision.equals(DEFAULT_REVISION) ? id : id + "@" + revision;
    }

    /// The words of a message: `model owner/name`.
    String title() {
        return kind.title() + " " + this;
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    private static String withoutKind(HubKind kind, String rest) {
        for (HubKind other : HubKind.values()) {
            if (!rest.startsWith(other.plural() + "/")) continue;
            if (other != kind) throw new UserError(
                    HUB_PREFIX + rest + " names a " + other.title() + ", but a " + kind.title() + " is wanted here");
            return rest.substring(other.plural().length() + 1);
        }
        return rest;
    }

    private static void checkId(HubKind kind, String id) {
        String[] parts = id.split("/", -1);
        boolean good = id.length() <= LONGEST_ID && parts.length <= 2 && !id.contains("--") && !id.contains("..")
                && !id.endsWith(".git");
        for (String part : parts) good &= PART.matcher(part).matches();
        if (!good) throw new UserError(
                "'" + SafeName.printable(id) + "' is neither a " + kind.title() + " on this machine nor a hub id; an id is owner/name or "
                + "name, of letters, digits, '-', '_' and '.' (no '--', no '..', at most " + LONGEST_ID
                + " characters), and may be followed by @revision");
    }

    private static void checkRevision(String id, String revision) {
        boolean good = !revision.isEmpty() && revision.length() <= 250 && !revision.contains("..");
        for (String part : revision.split("/", -1))
            good &= REVISION_PART.matcher(part).matches() && !part.endsWith(".") && !part.endsWith(".lock");
        if (!good) throw new UserError(
                "'" + SafeName.printable(revision) + "' is no revision of " + id
                + "; a revision is a branch, a tag or a commit, such as main, v1.0 or refs/pr/1");
    }
}
