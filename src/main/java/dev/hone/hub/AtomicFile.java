package dev.hone.hub;

import dev.hone.settings.UserError;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Writes a file so that it appears whole or not at all: into a temporary file beside it, forced to the disk,
/// then renamed over the name. A reader, a crash or a full disk never meets half a file, and an earlier
/// file of that name stays until the new one is complete. Missing folders are made.
///
/// Every failure of the file system becomes a [UserError] that names the file. What the writer itself throws passes
/// through; the temporary file is gone either way. Only a killed process leaves one, named `.NAME.xxxxxxxx.tmp`.
public final class AtomicFile {
    /// Something that writes a file's content.
    @FunctionalInterface
    public interface Content<T> {
        void writeTo(T out) throws IOException;
    }

    private AtomicFile() {
    }

    /// Writes text as UTF-8.
    public static void writeText(Path file, CharSequence text) {
        writeBytes(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    public static void writeBytes(Path file, byte[] bytes) {
        DiskSpace.require(file, bytes.length);
        write(file, channel -> {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) channel.write(rest);
        });
    }

    /// Writes line by line, or as the writer likes, as UTF-8.
    public static void writeLines(Path file, Content<? super Writer> content) {
        writeStream(file, out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            content.writeTo(writer);
            writer.flush();
        });
    }

    /// Writes a stream of bytes, buffered.
    public static void writeStream(Path file, Content<? super OutputStream> content) {
        write(file, channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
        });
    }

    /// Writes through a channel, which may be read, mapped and written at any position.
    public static void write(Path file, Content<? super FileChannel> content) {
        if (Files.isDirectory(file)) throw new UserError(file + " is a folder; a file was to be written there");
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) writeThrough(file, content);
            else replace(throughLink(file), content);
        } catch (IOException failure) {
            throw failed(file, failure);
        }
    }

    /// A device or pipe, such as /dev/stdout, cannot be replaced: it is written as it is.
    private static void writeThrough(Path device, Content<? super FileChannel> content) throws IOException {
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
        }
    }

    private static void replace(Path file, Content<? super FileChannel> content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary = Unfinished.begin(beside(file));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            keepPermissions(file, temporary);
            move(temporary, file);
            force(folder);
        } finally {
            Files.deleteIfExists(temporary);
            Unfinished.end(temporary);
        }
    }

    /// A new name in the same folder, so that the rename stays on one disk.
    static Path beside(Path file) {
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return file.resolveSibling("." + file.getFileName() + "." + random + ".tmp");
    }

    /// Renames over the target at once. Where a file system cannot, this throws rather than copy.
    static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException odd) {
            throw new IOException("this file system cannot rename a file at once", odd);
        }
    }

    /// Forces a folder's list of names to the disk, without which a rename may be undone by a power cut.
    static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException cannot) {
            // Windows and some network disks refuse to open a folder; the file itself has been forced
        }
    }

    /// A link's target is replaced, not the link: a user who linked an output elsewhere meant it.
    private static Path throughLink(Path file) throws IOException {
        return Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
    }

    private static void keepPermissions(Path from, Path to) {
        try {
            if (Files.exists(from)) Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        } catch (IOException | UnsupportedOperationException cannot) {
            // then the new file has the permissions of any new file
        }
    }

    /// What to tell about a file that could not be written.
    public static UserError failed(Path file, IOException failure) {
        if (DiskSpace.isFull(failure)) return DiskSpace.full(file, failure);
        if (failure instanceof AccessDeniedException) return new UserError(
                "cannot write " + file + ": permission denied for " + failure.getMessage()
                + "; choose another folder or change its permissions", failure);
        return new UserError("cannot write " + file + ": " + reason(failure), failure);
    }

    static String reason(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
