package dev.hone.checkpoint;

import dev.hone.tensor.DType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The real model that tests use: SmolLM2-135M-Instruct, fetched as GGUF by tools/get-smollm2.sh and converted once.
/// A test that needs it fails where it cannot be had; it is never skipped.
public final class SmolLm2 {
    private static final Path MODELS = Path.of("target/models").toAbsolutePath();

    private SmolLm2() {}

    /// The GGUF file (Q4_1, 98 MB).
    public static Path gguf() {
        return locked(SmolLm2::fetch);
    }

    /// The model's folder in float32, 538 MB; kept in target/models for the next run.
    public static Path folder() {
        return locked(() -> {
            Path folder = MODELS.resolve("SmolLM2-135M-Instruct");
            if (!Files.exists(folder))
                GgufConversion.convert(fetch(), folder, DType.FLOAT32, SafetensorsWriter.MAX_SHARD_SIZE, false, GgufConversion.Progress.NONE);
            return folder;
        });
    }

    private static Path fetch() throws IOException, InterruptedException {
        Process script = new ProcessBuilder("sh", "tools/get-smollm2.sh", MODELS.toString()).redirectErrorStream(true).start();
        String output = new String(script.getInputStream().readAllBytes());
        if (script.waitFor() != 0) throw new AssertionError("tools/get-smollm2.sh failed:\n" + output);
        return Path.of(output.strip().lines().toList().getLast());
    }

    private interface Step {
        Path run() throws IOException, InterruptedException;
    }

    /// Tests of several processes may come at once.
    private static synchronized Path locked(Step step) {
        try {
            Files.createDirectories(MODELS);
            try (FileChannel lock = FileChannel.open(MODELS.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                return step.run();
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
