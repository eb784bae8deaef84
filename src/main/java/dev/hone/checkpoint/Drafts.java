package dev.hone.checkpoint;

import dev.hone.hub.Unfinished;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Files that become visible together: each is written beside its place under a hidden name, and [#publish] moves them
/// all, in the order of [#add]. Closing before that deletes them, so a failed writer leaves nothing;
/// only a killed process leaves drafts, named `.NAME.xxxxxxxx.tmp`.
final class Drafts implements AutoCloseable {
    private final Map<Path, Path> draftOf = new LinkedHashMap<>();

    /// Opens the draft of `file` for writing.
    FileChannel add(Path file) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID().toString().substring(0, 8) + ".tmp");
        draftOf.put(file, Unfinished.begin(draft));
        return FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void add(Path file, byte[] content) throws IOException {
        try (FileChannel channel = add(file)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        }
    }

    void publish() throws IOException {
        for (var entry : draftOf.entrySet())
            Files.move(entry.getValue(), entry.getKey(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        draftOf.keySet().stream().map(Path::getParent).distinct().forEach(Drafts::sync);
        draftOf.values().forEach(Unfinished::end);
        draftOf.clear();
    }

    @Override
    public void close() {
        for (Path draft : draftOf.values()) {
            try {
                Files.deleteIfExists(draft);
                Unfinished.end(draft);
            } catch (IOException e) {
                throw new UserError(draft + ": could not be deleted (" + e.getMessage() + ")", e);
            }
        }
    }

    /// What a file system refuses, such as a full disk, is the user's to mend.
    static UserError failed(Path path, IOException e) {
        return new UserError(path + ": could not be written (" + e.getMessage() + "); nothing half-written is left", e);
    }

    /// Makes the new names themselves survive a power cut; systems that cannot open a folder do without.
    static void sync(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // The files' contents are on the disk already; only the moment at which the name appears is less certain.
        }
    }
}
