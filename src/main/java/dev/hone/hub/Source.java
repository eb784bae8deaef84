package dev.hone.hub;

import dev.hone.settings.Nearest;
import dev.hone.settings.UserError;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where a model or data set comes from: a path of this machine, or an id of the hub.
/// A path that exists wins. `./name` always means a path and `hf://owner/name` always the hub,
/// so that a user who has both can say which.
public sealed interface Source permits LocalSource, HubReference {
    /// The prefix that forces the hub; `hf://datasets/owner/name` names the kind as well.
    String HUB_PREFIX = "hf://";

    Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
    Pattern FILE_ENDING = Pattern.compile(".*\\.(jsonl?|csv|parquet|gguf|safetensors|ya?ml|txt)");

    /// Reads what a user wrote as `model_name_or_path` or `dataset_name`.
    /// @param home what a leading `~` stands for
    static Source of(HubKind kind, String text, Path home) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) throw new UserError(
                "the " + kind.title() + " is empty; give a local path or a hub id such as owner/name");
        if (trimmed.startsWith(HUB_PREFIX)) return HubReference.parse(kind, trimmed);

        Optional<Path> path = asPath(trimmed, home);
        if (path.isPresent() && Files.exists(path.get())) return new LocalSource(path.get());
        if (looksLikePath(trimmed)) throw new UserError(
                "there is no file or folder " + path.map(p -> p.toAbsolutePath().normalize().toString()).orElse(trimmed)
                + "; give a " + kind.title() + " as a local path that exists, or as a hub id such as owner/name"
                + path.map(Source::neighbour).orElse(""));
        return HubReference.parse(kind, trimmed);
    }

    /// True for text that no hub id can look like, or that almost surely names a file.
    static boolean looksLikePath(String text) {
        String beforeRevision = text.split("@", 2)[0];
        return text.startsWith("/") || text.startsWith(".") || text.startsWith("~") || text.contains("\\")
                || text.endsWith("/") || beforeRevision.chars().filter(c -> c == '/').count() > 1
                || DRIVE.matcher(text).matches() || FILE_ENDING.matcher(beforeRevision).matches();
    }

    /// Where nothing has this name: what in the same folder has nearly this one.
    private static String neighbour(Path missing) {
        Path folder = missing.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) return "";
        try (Stream<Path> inside = Files.list(folder)) {
            return Nearest.hint(missing.getFileName().toString(), inside.map(path -> path.getFileName().toString()).toList());
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static Optional<Path> asPath(String text, Path home) {
        try {
            if (text.equals("~")) return Optional.of(home);
            return Optional.of(text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text));
        } catch (InvalidPathException notAPathHere) {
            return Optional.empty();
        }
    }
}
