package dev.hone.hub;

import dev.hone.settings.UserError;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/// Tells a full disk from other trouble, before writing where the size is known and after a failure where it is not.
final class DiskSpace {
    private DiskSpace() {
    }

    /// Refuses to begin what cannot fit.
    static void require(Path file, long needed) {
        OptionalLong free = free(file);
        if (free.isPresent() && free.getAsLong() < needed) throw new UserError(
                "not enough disk space for " + file + ": it needs " + Sizes.text(needed) + " and "
                + Sizes.text(free.getAsLong()) + " is free; make room or choose another folder");
    }

    /// Bytes that can be written where a file is to lie; nothing where the system does not say.
    static OptionalLong free(Path file) {
        for (Path folder = file.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (!Files.exists(folder)) continue;
            try {
                var store = Files.getFileStore(folder);
                // special file systems have no size and report 0 free
                return store.getTotalSpace() > 0 ? OptionalLong.of(store.getUsableSpace()) : OptionalLong.empty();
            } catch (IOException unknown) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    /// The JDK has no type of its own for a full disk, only the system's text.
    static boolean isFull(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("not enough space") || message.contains("quota exceeded");
    }

    static UserError full(Path file, IOException cause) {
        OptionalLong free = free(file);
        return new UserError("the disk is full: " + file + " could not be written whole"
                + (free.isPresent() ? " (" + Sizes.text(free.getAsLong()) + " free now that its unfinished part is removed)" : "")
                + "; make room or choose another folder", cause);
    }
}
