package dev.hone.hub;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A folder with all that is in it.
public final class FileTree {
    private FileTree() {}

    /// Deletes a file, or a folder and all in it, if it is there. Of a link it deletes the link alone.
    /// @throws UserError when the file system refuses; a part of it may be gone then
    public static void delete(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
        try (Stream<Path> inside = Files.walk(path)) {
            for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        } catch (IOException | UncheckedIOException e) {
            throw new UserError(path + ": cannot be deleted (" + e.getMessage() + ")", e);
        }
    }
}
