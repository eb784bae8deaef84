package dev.hone.reward.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Lets a program try to get out of a sandbox (`escape.py`), on this machine, before any other program is trusted to it.
final class EscapeTest {
    private static final String EVERYONE_MAY_READ = "rwxr-xr-x";

    private EscapeTest() {}

    /// @return why the sandbox is not to be used, or null when it held
    static String fault(Sandbox sandbox) {
        try {
            Path folder = Files.createTempDirectory("hone-escape-");
            try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                 Cell cell = sandbox.open(Program.python(source()), Limits.DEFAULTS)) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(EVERYONE_MAY_READ));
                Path secret = Files.writeString(folder.resolve("secret"), "secret");
                Outcome outcome = cell.run("", List.of(String.valueOf(listening.getLocalPort()), secret.toString()));
                if (!outcome.succeeded()) return "a program that should have run ended with " + outcome.end() + " " + outcome.code() + ": " + outcome.stderr().strip();
                return outcome.stdout().isBlank() ? null : "it does not hold: " + String.join(", ", outcome.stdout().strip().split("\n"));
            } finally {
                Files.deleteIfExists(folder.resolve("secret"));
                Files.deleteIfExists(folder.resolve("secret.more"));
                Files.delete(folder);
            }
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String source() {
        try (InputStream in = EscapeTest.class.getResourceAsStream("escape.py")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
