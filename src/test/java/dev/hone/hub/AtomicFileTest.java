package dev.hone.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.settings.UserError;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

class AtomicFileTest {
    @TempDir Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test void allWaysOfWritingEndInTheFile() throws IOException {
        AtomicFile.writeText(folder.resolve("new/text"), "grüße");
        AtomicFile.writeBytes(folder.resolve("bytes"), new byte[] {1, 2});
        AtomicFile.writeLines(folder.resolve("lines"), out -> out.write("one\ntwo\n"));
        AtomicFile.writeStream(folder.resolve("stream"), out -> out.write('x'));
        AtomicFile.write(folder.resolve("channel"), channel -> channel.write(ByteBuffer.wrap(new byte[] {7}), 3));

        assertEquals("grüße", Files.readString(folder.resolve("new/text")));
        assertEquals(2, Files.size(folder.resolve("bytes")));
        assertEquals(List.of("one", "two"), Files.readAllLines(folder.resolve("lines")));
        assertEquals("x", Files.readString(folder.resolve("stream")));
        assertEquals(4, Files.size(folder.resolve("channel")));
        assertEquals(List.of("bytes", "channel", "lines", "new", "stream"), names());
    }

    @Test void aWriterThatFailsLeavesTheOldFile() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        Files.writeString(file, "old");
        assertThrows(IllegalStateException.class, () -> AtomicFile.writeLines(file, out -> {
            out.write("half");
            out.flush();
            throw new IllegalStateException("bug");
        }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("metrics.jsonl"), names());
    }

    @Test void aReaderNeverSeesHalfAFile() throws IOException {
        Path file = folder.resolve("model");
        Files.writeString(file, "old");
        AtomicFile.writeStream(file, out -> {
            out.write("new".getBytes());
            out.flush();
            assertEquals("old", Files.readString(file));
        });
        assertEquals("new", Files.readString(file));
    }

    @Test void aFullDiskIsSaidWithTheFile() throws IOException {
        // every write to /dev/full fails as on a full disk
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "left out: this system has no /dev/full");
        String message = assertThrows(UserError.class, () -> AtomicFile.writeBytes(full, new byte[100])).getMessage();
        assertTrue(message.startsWith("the disk is full: /dev/full could not be written whole"), message);
    }

    @Test void whatCannotFitIsNotBegun() {
        Path file = folder.resolve("huge");
        String message = assertThrows(UserError.class, () -> DiskSpace.require(file, Long.MAX_VALUE)).getMessage();
        assertTrue(message.contains("not enough disk space for " + file) && message.contains("is free"), message);
    }

    @Test void aFolderIsNoFile() {
        assertTrue(assertThrows(UserError.class, () -> AtomicFile.writeText(folder, "x")).getMessage().contains("is a folder"));
        AtomicFile.writeText(folder.resolve("file"), "x");
        assertTrue(assertThrows(UserError.class, () -> AtomicFile.writeText(folder.resolve("file/below"), "x")).getMessage().contains("cannot write"));
    }

    @Test void aLinkStaysALinkAndPermissionsStay() throws IOException {
        Path real = Files.writeString(folder.resolve("real"), "old");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
        AtomicFile.writeText(link, "new");

        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(real));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
    }

    @Test void aNewFileIsReadableLikeAnyOther() throws IOException {
        Files.createFile(folder.resolve("usual"));
        AtomicFile.writeText(folder.resolve("ours"), "x");
        assertEquals(Files.getPosixFilePermissions(folder.resolve("usual")), Files.getPosixFilePermissions(folder.resolve("ours")));
        assertFalse(names().stream().anyMatch(name -> name.endsWith(".tmp")));
    }
}
