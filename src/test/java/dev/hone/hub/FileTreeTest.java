package dev.hone.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    @TempDir Path folder;

    @Test void aFolderGoesWithAllInIt() throws IOException {
        AtomicFile.writeText(folder.resolve("tree/branch/leaf"), "green");
        FileTree.delete(folder.resolve("tree"));
        assertFalse(Files.exists(folder.resolve("tree")));
        FileTree.delete(folder.resolve("tree"));
    }

    @Test void whatALinkPointsToStays() throws IOException {
        Assumptions.assumeFalse(System.getProperty("os.name").startsWith("Windows"), "links need a right of their own");
        AtomicFile.writeText(folder.resolve("elsewhere/leaf"), "green");
        Files.createDirectory(folder.resolve("tree"));
        Files.createSymbolicLink(folder.resolve("tree/link"), folder.resolve("elsewhere"));
        Path broken = Files.createSymbolicLink(folder.resolve("broken"), folder.resolve("nowhere"));
        FileTree.delete(folder.resolve("tree"));
        FileTree.delete(broken);
        assertFalse(Files.exists(folder.resolve("tree")) || Files.exists(broken, LinkOption.NOFOLLOW_LINKS));
        assertEquals("green", Files.readString(folder.resolve("elsewhere/leaf")));
    }
}
