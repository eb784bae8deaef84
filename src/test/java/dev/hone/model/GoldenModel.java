package dev.hone.model;

import dev.hone.batch.Segments;
import dev.hone.checkpoint.Safetensors;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A checkpoint that transformers made, and what transformers computed with it, without the padding.
/// `-Dhone.golden.models=FOLDER` tests other folders of the same kind.
public record GoldenModel(Path folder, Safetensors checkpoint, Safetensors recorded, JsonNode meta) implements AutoCloseable {
    static final Path FOLDER = Path.of(System.getProperty("hone.golden.models", "src/test/resources/golden/models"));

    public static GoldenModel open(String name) {
        Path folder = FOLDER.resolve(name);
        return new GoldenModel(folder, Safetensors.open(folder), Safetensors.open(folder.resolve("io.safetensors")), json(folder.resolve("meta.json")));
    }

    public static List<String> names() throws Exception {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
        }
    }

    static JsonNode json(Path file) {
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// @param spelling config.json or config.legacy.json
    ModelConfig config(String spelling) {
        return ModelConfig.read(json(folder.resolve(spelling)), spelling);
    }

    public CausalLm model() {
        return model(_ -> LoraPlan.NONE);
    }

    /// With an adapter.
    public CausalLm model(Function<ModelConfig, LoraPlan> plan) {
        ModelConfig config = config("config.json");
        CausalLm model = CausalLm.of(config, weights(checkpoint), plan.apply(config));
        model.refuseOthers(checkpoint.names());
        return model;
    }

    static Weights weights(Safetensors files) {
        return new Weights() {
            @Override public boolean has(String name) {
                return files.has(name);
            }

            @Override public StoredTensor get(String name) {
                return files.get(name);
            }
        };
    }

    public int[] lengths() {
        return meta.get("lengths").values().stream().mapToInt(JsonNode::intValue).toArray();
    }

    public Segments segments() {
        return Segments.of(lengths());
    }

    /// The rows of a recorded tensor `[rows, T, ...]` end to end, without what lies beyond each row's length.
    float[] unpadded(String name) {
        StoredTensor stored = recorded.get(name);
        long each = stored.count() / (stored.shape()[0] * stored.shape()[1]);
        float[] out = new float[Math.toIntExact(segments().total() * each)];
        int next = 0;
        int[] lengths = lengths();
        for (int row = 0; row < lengths.length; row++)
            for (long i = 0; i < lengths[row] * each; i++) out[next++] = number(stored, row * stored.shape()[1] * each + i);
        return out;
    }

    public int[] ids(String name) {
        float[] numbers = unpadded(name);
        int[] ids = new int[numbers.length];
        for (int i = 0; i < ids.length; i++) ids[i] = (int) numbers[i];
        return ids;
    }

    public float[] numbers(String name) {
        StoredTensor stored = recorded.get(name);
        float[] out = new float[Math.toIntExact(stored.count())];
        for (int i = 0; i < out.length; i++) out[i] = number(stored, i);
        return out;
    }

    private static float number(StoredTensor stored, long i) {
        return switch (stored.dtype()) {
            case FLOAT32 -> stored.bytes().get(ValueLayout.JAVA_FLOAT_UNALIGNED, i * 4);
            case INT64 -> stored.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED, i * 8);
            default -> throw new IllegalArgumentException(stored.toString());
        };
    }

    public List<String> recordedNames(String prefix) {
        List<String> names = new ArrayList<>();
        for (String name : recorded.names()) if (name.startsWith(prefix)) names.add(name);
        return names;
    }

    /// The ids of one row.
    int[] row(int row) {
        int start = segments().start(row);
        return java.util.Arrays.copyOfRange(ids("input_ids"), start, start + lengths()[row]);
    }

    @Override public void close() {
        checkpoint.close();
        recorded.close();
    }

    /// Fails unless every number is within `1e-5 + 1e-4 · |expected|`.
    public static void assertClose(float[] expected, Tensor got, String what) {
        float[] numbers = got.toFloats();
        if (numbers.length != expected.length) throw new AssertionError(what + ": " + numbers.length + " numbers, expected " + expected.length);
        for (int i = 0; i < numbers.length; i++)
            if (!(Math.abs(numbers[i] - expected[i]) <= 1e-5 + 1e-4 * Math.abs(expected[i])))
                throw new AssertionError(what + "[" + i + "] is " + numbers[i] + ", expected " + expected[i]);
    }
}
