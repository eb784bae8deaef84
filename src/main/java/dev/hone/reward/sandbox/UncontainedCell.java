package dev.hone.reward.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A program that runs as the user's own.
final class UncontainedCell implements Cell {
    private static final Duration BUILD_TIME = Duration.ofSeconds(30);
    /// How long a dead program's pipes may stay open, should a child of its hold them.
    private static final long LAST_WORDS_MILLIS = 500;

    private final Path folder;
    private final Toolchain toolchain;
    private final Limits limits;
    private final Outcome failedBuild;

    private UncontainedCell(Path folder, Toolchain toolchain, Limits limits, Outcome failedBuild) {
        this.folder = folder;
        this.toolchain = toolchain;
        this.limits = limits;
        this.failedBuild = failedBuild;
    }

    static UncontainedCell open(Path folder, Toolchain toolchain, Limits limits) throws IOException, InterruptedException {
        Outcome build = toolchain.build().isEmpty() ? null : run(toolchain.build(), folder, toolchain, limits.withTime(BUILD_TIME, BUILD_TIME), "");
        return new UncontainedCell(folder, toolchain, limits, build == null || build.succeeded() ? null : build);
    }

    @Override
    public Outcome run(String stdin, List<String> arguments) throws IOException, InterruptedException {
        if (failedBuild != null) return failedBuild;
        List<String> command = new ArrayList<>(toolchain.command());
        command.addAll(arguments);
        return run(command, folder, toolchain, limits, stdin);
    }

    private static Outcome run(List<String> command, Path folder, Toolchain toolchain, Limits limits, String stdin) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(toolchain.environment());
        long start = System.nanoTime();
        Process process = builder.start();
        AtomicBoolean tooMuch = new AtomicBoolean();
        try {
            Thread.ofVirtual().start(() -> write(process.getOutputStream(), stdin));
            Reading out = Reading.of(process.getInputStream(), process, limits.outputBytes(), tooMuch);
            Reading err = Reading.of(process.getErrorStream(), process, limits.outputBytes(), tooMuch);
            boolean ended = process.waitFor(limits.wall().toNanos(), TimeUnit.NANOSECONDS);
            kill(process);
            int code = process.waitFor();
            Outcome.End end = tooMuch.get() ? Outcome.End.OUTPUT : !ended ? Outcome.End.TIME : code > 128 ? Outcome.End.SIGNAL : Outcome.End.EXIT;
            double seconds = (System.nanoTime() - start) / 1e9;
            return Outcome.of(end, code > 128 ? code - 128 : code, out.text(), err.text(), seconds, seconds);
        } finally {
            kill(process);
        }
    }

    private static void write(OutputStream out, String text) {
        try (out) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // it does not want to know
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private record Reading(Thread thread, ByteArrayOutputStream bytes) {
        static Reading of(InputStream in, Process process, long limit, AtomicBoolean tooMuch) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            return new Reading(Thread.ofVirtual().start(() -> {
                try (in) {
                    byte[] part = new byte[8192];
                    for (int n; (n = in.read(part)) >= 0; ) {
                        long room = limit - bytes.size();
                        bytes.write(part, 0, (int) Math.min(n, room));
                        if (n <= room) continue;
                        tooMuch.set(true);
                        kill(process);
                        return;
                    }
                } catch (IOException _) {
                    // it was killed
                }
            }), bytes);
        }

        String text() throws InterruptedException {
            thread.join(LAST_WORDS_MILLIS);
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
