package dev.hone.reward.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Contains programs by what Linux gives every user, through a launcher in Python (`launcher.py`, which says how).
/// @param level  how much
/// @param python the command that runs Python; may have others before it
record LauncherSandbox(Level level, List<String> python) implements Sandbox {
    private static final String LAUNCHER = launcher();

    /// From strong to weak. Both allow few system calls, one process without children, and set resource limits.
    enum Level {
        /// A file system, network, process table and user of its own; Landlock as well where the kernel has it.
        NAMESPACES("namespaces", List.of("files", "network", "processes", "users", "signals", "environment", "system calls", "memory", "time")),
        /// Landlock keeps files away, but a program sees whether a path exists. It can write no files at all.
        LANDLOCK("landlock", List.of("files", "network", "signals", "environment", "system calls", "memory", "time"));

        private final String word;
        private final List<String> isolates;

        Level(String word, List<String> isolates) {
            this.word = word;
            this.isolates = isolates;
        }
    }

    @Override
    public String name() {
        return level.word;
    }

    @Override
    public List<String> isolates() {
        return level.isolates;
    }

    @Override
    public Cell open(Program program, Limits limits) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(python);
        command.addAll(List.of("-I", "-S", "-B", "-c", LAUNCHER));
        return LauncherCell.open(command, level.word, program, limits);
    }

    private static String launcher() {
        try (InputStream in = LauncherSandbox.class.getResourceAsStream("launcher.py")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
