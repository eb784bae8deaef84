package dev.hone.hub;

import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
        try {
            FileTree.delete(path);
        } catch (UserError _) {
            // moved to its place this moment: nothing is left to delete
        }
    }
}
