package dev.hone.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Files and folders that are being written under a hidden name. Where the program is told to stop before they are done
/// (Ctrl-C, SIGTERM), they are deleted on the way out; only a SIGKILL or a power cut leaves one, named `.NAME.xxxxxxxx.tmp`.
public final class Unfinished {
    private static final Set<Path> PATHS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> PATHS.forEach(Unfinished::delete), "hone-unfinished"));
    }

    private Unfinished() {}

    /// Notes a path that is about to be made, and returns it.
    public static Path begin(Path path) {
        PATHS.add(path);
        return path;
    }

    /// Forgets a path: it has its real name now, or is deleted.
    public static void end(Path path) {
        PATHS.remove(path);
    }

    private static void delete(Path path) {
        try (Stream<Path> inside = Files.walk(path)) {
            List<Path> deepestFirst = inside.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) Files.deleteIfExists(each);
        } catch (IOException gone) {
            // moved to its place this moment, or never made: either way nothing is left to delete
        }
    }
}
