package dev.hone.checkpoint;

import dev.hone.hub.FileTree;
import dev.hone.hub.Unfinished;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A folder that is filled beside its place under a hidden name and appears whole, by one rename. Closing before
/// [#publish] deletes it.
public final class FolderDraft implements AutoCloseable {
    private final Path target;
    private final Path folder;

    private FolderDraft(Path target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /// @param overwrite replace what is there, if it is a model's folder and nothing else
    public static FolderDraft of(Path target, boolean overwrite) {
        return of(target, overwrite, FolderDraft::requireModel);
    }

    /// @param overwrite replace what is there
    /// @param check     throws where that is not to be replaced all the same
    public static FolderDraft of(Path target, boolean overwrite, Consumer<Path> check) {
        Path absolute = target.toAbsolutePath().normalize();
        checkFree(absolute, overwrite, check);
        try {
            if (absolute.getParent() == null) throw new UserError(target + ": cannot be made, it is the root of the file system");
            Files.createDirectories(absolute.getParent());
            return new FolderDraft(absolute, Files.createDirectory(Unfinished.begin(hidden(absolute))));
        } catch (IOException e) {
            throw new UserError(target + ": cannot be made (" + e + ")", e);
        }
    }

    private static void checkFree(Path target, boolean overwrite, Consumer<Path> check) {
        if (!Files.exists(target)) return;
        if (!Files.isDirectory(target)) throw new UserError(target + ": is a file, expected a folder or nothing");
        if (entries(target).isEmpty()) return;
        if (!overwrite) throw new UserError(target + ": is there already and not empty; name another folder, or say --overwrite");
        check.accept(target);
    }

    private static void requireModel(Path target) {
        boolean model = Files.exists(target.resolve(HfFolder.CONFIG));
        boolean foreign = entries(target).stream().anyMatch(entry -> Files.isDirectory(entry) && !entry.getFileName().toString().equals(HfFolder.MORE_CHAT_TEMPLATES));
        if (!model || foreign) throw new UserError(target + ": is not a plain model's folder (" + (model ? "it has folders in it" : "it has no " + HfFolder.CONFIG)
                + "), so --overwrite does not replace it; delete it yourself or name another folder");
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be read (" + e + ")", e);
        }
    }

    private static Path hidden(Path target) {
        return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID().toString().substring(0, 8) + ".tmp");
    }

    /// Where to write.
    public Path folder() {
        return folder;
    }

    /// Writes a small file; its name may have a folder before it.
    void write(String name, byte[] content) {
        Path file = folder.resolve(name);
        try (Drafts drafts = new Drafts()) {
            Files.createDirectories(file.getParent());
            drafts.add(file, content);
            drafts.publish();
        } catch (IOException e) {
            throw Drafts.failed(file, e);
        }
    }

    /// Puts the folder in its place.
    public void publish() {
        try {
            Path old = Files.exists(target) ? hidden(target) : null;
            if (old != null) Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
            Unfinished.end(folder);
            Drafts.sync(target.getParent());
            if (old != null) FileTree.delete(old);
        } catch (IOException e) {
            throw Drafts.failed(target, e);
        }
    }

    @Override
    public void close() {
        FileTree.delete(folder);
        Unfinished.end(folder);
    }
}
