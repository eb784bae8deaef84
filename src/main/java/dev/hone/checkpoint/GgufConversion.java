package dev.hone.checkpoint;

import dev.hone.tensor.DType;
import dev.hone.token.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

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
    public record Result(Path folder, String architecture, DType dtype, int tensors, long parameters, long bytes) {
        private static Result of(Path folder, String architecture, DType dtype, List<TensorSource> sources) {
            return new Result(folder, architecture, dtype, sources.size(), sources.stream().mapToLong(TensorSource::count).sum(),
                    sources.stream().mapToLong(TensorSource::byteSize).sum());
        }
    }

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
            return Result.of(target, config.family().className(), dtype, sources);
        }
    }

    /// Writes a model's folder again with other numbers or shards; whatever is not a floating-point tensor stays as it is.
    public static Result rewrite(Path source, Path target, DType dtype, long maxShardSize, boolean overwrite, Progress progress) {
        FloatFormat.require(dtype);
        HfFolder model = HfFolder.open(source);
        try (Safetensors weights = model.weights(); FolderDraft draft = FolderDraft.of(target, overwrite)) {
            List<TensorSource> sources = weights.names().stream().map(name -> TensorSource.as(weights.get(name), dtype)).toList();
            model.carryTo(draft.folder());
            return finish(draft, target, model.config().deepCopy(), dtype, sources, maxShardSize, progress);
        }
    }

    /// Works an adapter into its model and writes the result as a model's folder. Where the adapter came with a tokenizer, that
    /// one is taken.
    public static Result merge(PeftAdapter adapter, Path base, Path target, DType dtype, long maxShardSize, boolean overwrite,
            Progress progress) {
        FloatFormat.require(dtype);
        HfFolder model = HfFolder.open(base);
        try (Safetensors weights = model.weights(); FolderDraft draft = FolderDraft.of(target, overwrite)) {
            MergedWeights merged = new MergedWeights(weights, adapter);
            ObjectNode config = config(model, adapter);
            if (merged.untiesHead()) config.put("tie_word_embeddings", false);
            boolean ownTokenizer = Tokenizer.isIn(adapter.folder());
            HfFolder.carry(model.path(), draft.folder(), name -> !ownTokenizer || !HfFolder.isOfTokenizer(name));
            if (ownTokenizer) HfFolder.carry(adapter.folder(), draft.folder(), HfFolder::isOfTokenizer);
            List<TensorSource> sources = merged.names().stream().map(name -> merged.source(name, dtype)).toList();
            return finish(draft, target, config, dtype, sources, maxShardSize, progress);
        }
    }

    private static ObjectNode config(HfFolder model, PeftAdapter adapter) {
        if (!adapter.config().scores()) return model.config().deepCopy();
        String where = model.path().resolve(HfFolder.CONFIG).toString();
        Path texts = Tokenizer.isIn(adapter.folder()) ? adapter.folder() : model.path();
        if (!Tokenizer.isIn(texts)) return RewardConfig.of(model.config(), where, Optional.empty());
        try (Tokenizer tokenizer = Tokenizer.open(texts)) {
            return RewardConfig.of(model.config(), where, RewardConfig.padding(tokenizer));
        }
    }

    private static Result finish(FolderDraft draft, Path target, ObjectNode config, DType dtype, List<TensorSource> sources,
            long maxShardSize, Progress progress) {
        config.remove("torch_dtype");
        config.put("dtype", dtype.torchName());
        draft.write(HfFolder.CONFIG, Json.pretty(config));
        SafetensorsWriter.writeFolder(draft.folder(), counted(sources, progress), maxShardSize);
        draft.publish();
        return Result.of(target, config.path("architectures").path(0).asString(config.path("model_type").asString("")), dtype, sources);
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
