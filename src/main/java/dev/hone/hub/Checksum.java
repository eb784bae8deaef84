package dev.hone.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/// The two hashes that the hub names a file's content by: git's blob hash for a small file, sha256 for a large one (LFS).
final class Checksum {
    private static final Pattern GIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private Checksum() {
    }

    /// True for text that is one of the two, and so is also safe as a file's name.
    static boolean isHash(String text) {
        return GIT.matcher(text).matches() || SHA256.matcher(text).matches();
    }

    static boolean isGit(String text) {
        return GIT.matcher(text).matches();
    }

    static boolean isSha256(String text) {
        return SHA256.matcher(text).matches();
    }

    /// The hash of a file, of the same kind as `like`.
    static String of(Path file, String like) throws IOException {
        boolean git = isGit(like);
        MessageDigest digest = git ? Sha256.begin("SHA-1") : Sha256.begin();
        // git hashes a header with the size before the content
        if (git) digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 18];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) digest.update(buffer, 0, n);
        }
        return Sha256.hex(digest);
    }
}
