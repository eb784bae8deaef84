package dev.hone.cli;

import dev.hone.checkpoint.Safetensors;
import dev.hone.checkpoint.SafetensorsWriter;
import dev.hone.checkpoint.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Small model folders to break and to talk to. What they say makes no sense, but is the same each time.
final class TinyModel {
    static final Path MODELS = Path.of("src/test/resources/golden/models");
    static final Path TOKENIZER = Path.of("src/test/resources/golden/tokenizer/tiny");
    private static final String EMBEDDING = "model.embed_tokens.weight";

    private TinyModel() {}

    /// A copy of a golden model.
    static Path copyOf(String name, Path target) {
        copy(MODELS.resolve(name), target);
        return target;
    }

    /// The tiny tokenizer's 320 tokens before a golden model of 160, whose embeddings serve twice; for texts of 2,048 tokens.
    static Path withTokenizer(Path target) {
        copyOf("llama-smollm2", target);
        copy(TOKENIZER, target);
        ObjectNode config = (ObjectNode) Cli.json(target.resolve("config.json"));
        Cli.write(target.resolve("config.json"), config.put("vocab_size", 320).put("max_position_embeddings", 2048).toString());
        List<TensorSource> tensors = new ArrayList<>();
        try (Safetensors weights = Safetensors.open(MODELS.resolve("llama-smollm2"))) {
            for (String tensor : weights.names()) tensors.add(tensor.equals(EMBEDDING) ? twice(weights) : TensorSource.of(weights.get(tensor)));
            SafetensorsWriter.writeFolder(target, tensors, SafetensorsWriter.MAX_SHARD_SIZE);
        }
        return target;
    }

    private static TensorSource twice(Safetensors weights) {
        var table = weights.get(EMBEDDING);
        return new TensorSource(EMBEDDING, table.dtype(), new long[] {2 * table.shape()[0], table.shape()[1]}, arena -> {
            MemorySegment both = arena.allocate(2 * table.bytes().byteSize());
            both.copyFrom(table.bytes());
            both.asSlice(table.bytes().byteSize()).copyFrom(table.bytes());
            return both;
        });
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
