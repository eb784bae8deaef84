package dev.hone.checkpoint;

import dev.hone.tensor.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes a Hugging Face folder of a GGUF file: configuration, weights turned back into numbers, tokenizer and chat template.
/// What cannot be converted is said before any tensor is, and the folder appears only when it is complete.
public final class GgufConversion {
    /// Told of each tensor as its turn comes.
    @FunctionalInterface
    public interface Progress {
        Progress NONE = (_, _, _) -> {};

        /// @param number counts from 1
        void writing(String tensor, int number, int total);
    }

    /// What came out.
    public record Result(Path folder, String architecture, DType dtype, int tensors, long parameters, long bytes) {}

    private GgufConversion() {}

    /// @param dtype     float32, bfloat16 or float16
    /// @param overwrite replace a model's folder that is already there
    public static Result convert(Path gguf, Path target, DType dtype, long maxShardSize, boolean overwrite, Progress progress) {
        FloatFormat.require(dtype);
        try (Gguf file = Gguf.open(gguf); FolderDraft draft = FolderDraft.of(target, overwrite)) {
            GgufConfig config = GgufConfig.of(file);
            List<TensorSource> sources = new GgufWeights(config).sources(dtype);
            for (var entry : files(config, dtype).entrySet()) draft.write(entry.getKey(), entry.getValue());
            SafetensorsWriter.writeFolder(draft.folder(), counted(sources, progress), maxShardSize);
            draft.publish();
            return new Result(target, config.family().className(), dtype, sources.size(), sources.stream().mapToLong(TensorSource::count).sum(),
                    sources.stream().mapToLong(TensorSource::byteSize).sum());
        }
    }

    /// Writes a model's folder again with other numbers or shards; whatever is not a floating-point tensor stays as it is.
    public static Result rewrite(Path source, Path target, DType dtype, long maxShardSize, boolean overwrite, Progress progress) {
        FloatFormat.require(dtype);
        HfFolder model = HfFolder.open(source);
        try (Safetensors weights = model.weights(); FolderDraft draft = FolderDraft.of(target, overwrite)) {
            List<TensorSource> sources = weights.names().stream().map(name -> TensorSource.as(weights.get(name), dtype)).toList();
            model.carryTo(draft.folder());
            var config = model.config().deepCopy();
            config.remove("torch_dtype");
            config.put("dtype", dtype.torchName());
            draft.write(HfFolder.CONFIG, Json.pretty(config));
            SafetensorsWriter.writeFolder(draft.folder(), counted(sources, progress), maxShardSize);
            draft.publish();
            String architecture = config.path("architectures").path(0).asString(config.path("model_type").asString(""));
            return new Result(target, architecture, dtype, sources.size(), sources.stream().mapToLong(TensorSource::count).sum(),
                    sources.stream().mapToLong(TensorSource::byteSize).sum());
        }
    }

    private static Map<String, byte[]> files(GgufConfig config, DType dtype) {
        Map<String, byte[]> files = GgufTokenizer.of(config).files();
        files.put(HfFolder.CONFIG, Json.pretty(config.json(dtype)));
        files.put(HfFolder.GENERATION_CONFIG, Json.pretty(config.generationJson()));
        return files;
    }

    private static List<TensorSource> counted(List<TensorSource> sources, Progress progress) {
        List<TensorSource> counted = new ArrayList<>();
        var done = new AtomicInteger();
        for (TensorSource source : sources)
            counted.add(new TensorSource(source.name(), source.dtype(), source.shape(), scratch -> {
                progress.writing(source.name(), done.incrementAndGet(), sources.size());
                return source.bytes().in(scratch);
            }));
        return counted;
    }
}
