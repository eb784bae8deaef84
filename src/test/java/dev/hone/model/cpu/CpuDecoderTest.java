package dev.hone.model.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.batch.Segments;
import dev.hone.checkpoint.Safetensors;
import dev.hone.model.CausalLm;
import dev.hone.model.Decoder.Step;
import dev.hone.model.KvCache;
import dev.hone.model.LogProbs;
import dev.hone.model.ModelConfig;
import dev.hone.model.Weights;
import dev.hone.tensor.Autograd;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Numbers;
import dev.hone.tensor.kernel.Workers;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The processor's decoder against transformers' numbers, for every family, and its promise of equal bits.
class CpuDecoderTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/models");

    static Stream<String> models() throws IOException {
        try (var folders = Files.list(MODELS)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    private record Golden(CpuDecoder decoder, int[][] rows, float[] logits, float[] logProbs, long[] generated, int vocabulary) {
        static Golden of(String name) throws IOException {
            Path folder = MODELS.resolve(name);
            try (var io = Safetensors.open(folder.resolve("io.safetensors"))) {
                var decoder = new CpuDecoder(model(folder, JsonMapper.shared().readTree(folder.resolve("config.json"))));
                long[] ids = longs(io.get("input_ids")), mask = longs(io.get("attention_mask"));
                int width = (int) io.get("input_ids").shape()[1];
                int[][] rows = new int[ids.length / width][];
                for (int r = 0; r < rows.length; r++) {
                    int length = (int) Arrays.stream(mask, r * width, (r + 1) * width).sum();
                    rows[r] = Arrays.stream(ids, r * width, r * width + length).mapToInt(id -> (int) id).toArray();
                }
                return new Golden(decoder, rows, floats(io.get("logits")), floats(io.get("logprobs")),
                        longs(io.get("generated_ids")), (int) io.get("logits").shape()[2]);
            }
        }

        private int width() {
            return logits.length / vocabulary / rows.length;
        }
    }

    private static CausalLm model(Path folder, JsonNode config) {
        var weights = Safetensors.open(folder);
        return CausalLm.of(ModelConfig.read(config, "config.json"), new Weights() {
            @Override public boolean has(String tensor) {
                return weights.has(tensor);
            }

            @Override public StoredTensor get(String tensor) {
                return weights.get(tensor);
            }
        });
    }

    @ParameterizedTest @MethodSource("models")
    void logitsAndGreedyIdsAreTransformers(String name) throws IOException {
        var golden = Golden.of(name);
        for (int r = 0; r < golden.rows.length; r++) {
            int[] ids = golden.rows[r];
            try (KvCache cache = golden.decoder.newCache()) {
                float[] logits = {};
                for (int t = 0; t < ids.length; t++) {
                    logits = golden.decoder.next(List.of(new Step(cache, new int[] {ids[t]})));
                    close(golden.logits, (r * golden.width() + t) * golden.vocabulary, logits, name + " row " + r + " token " + t);
                }
                int wanted = golden.generated.length / golden.rows.length;
                for (int i = 0; i < wanted; i++) {
                    int best = argmax(logits);
                    assertEquals(golden.generated[r * wanted + i], best, name + " row " + r + " greedy token " + i);
                    logits = golden.decoder.next(List.of(new Step(cache, new int[] {best})));
                }
            }
        }
        assertEquals(0, golden.decoder.pagesInUse());
    }

    @ParameterizedTest @MethodSource("models")
    void scoresAreTransformers(String name) throws IOException {
        var golden = Golden.of(name);
        for (int r = 0; r < golden.rows.length; r++) {
            close(golden.logProbs, r * golden.width(), golden.decoder.logProbs(golden.rows[r]), name + " row " + r);
        }
    }

    /// A prompt at once or in pieces, alone or beside others, forked or not, on one thread or two: the same bits.
    @ParameterizedTest @MethodSource("models")
    void theBitsDependOnTheSequenceAlone(String name) throws IOException {
        var golden = Golden.of(name);
        var decoder = golden.decoder;
        int[] text = new int[150];
        Arrays.setAll(text, i -> golden.rows[0][(i * 5 + i / 3) % golden.rows[0].length]);
        float[] alone = next(decoder, text);
        try (KvCache cache = decoder.newCache(); KvCache other = decoder.newCache()) {
            decoder.next(List.of(new Step(cache, Arrays.copyOf(text, 70)), new Step(other, golden.rows[1])));
            decoder.next(List.of(new Step(other, golden.rows[2]), new Step(cache, Arrays.copyOfRange(text, 70, 149))));
            try (KvCache fork = cache.fork()) {
                float[] both = decoder.next(List.of(new Step(fork, new int[] {text[3]}), new Step(cache, new int[] {text[149]}))).clone();
                assertArrayEquals(alone, Arrays.copyOfRange(both, both.length / 2, both.length), name + ": in pieces and beside others");
            }
            cache.truncate(100);
            float[] again = decoder.next(List.of(new Step(cache, Arrays.copyOfRange(text, 100, 150))));
            assertArrayEquals(alone, again, name + ": after going back");
        }
        assertEquals(0, decoder.pagesInUse());
        try {
            Workers.threads(1);
            assertArrayEquals(alone, next(decoder, text), name + ": on one thread");
        } finally {
            Workers.threads(Runtime.getRuntime().availableProcessors());
        }
    }

    /// Phi-3's longrope: beyond the trained length every position is turned otherwise, those that were read before it too. The whole text at once,
    /// as libtorch computes it, says what is right.
    @Test void aTextThatOutgrowsItsLengthIsReadAgain() throws IOException {
        Path folder = MODELS.resolve("phi3");
        var config = (ObjectNode) JsonMapper.shared().readTree(folder.resolve("config.json"));
        config.put("original_max_position_embeddings", 8).set("rope_parameters", JsonMapper.shared().readTree("""
                {"rope_type": "longrope", "rope_theta": 10000.0, "short_factor": [1.0, 1.1, 1.2, 1.3, 1.4, 1.5], "long_factor": [2.0, 2.5, 3.0, 3.5, 4.0, 4.5]}"""));
        CausalLm model = model(folder, config);
        int[] text = Golden.of("phi3").rows[0];
        try (var _ = TensorScope.open(); var _ = Autograd.off()) {
            model.load(DType.FLOAT32, Device.CPU);
            var decoder = new CpuDecoder(model);
            try (KvCache cache = decoder.newCache()) {
                for (int length = 1; length <= text.length; length++) compare(model, decoder, cache, Arrays.copyOf(text, length), 1);
                cache.truncate(6);
                compare(model, decoder, cache, Arrays.copyOf(text, 7), 1);
                try (KvCache fork = cache.fork()) {
                    compare(model, decoder, fork, Arrays.copyOf(text, 10), 3);
                    compare(model, decoder, cache, Arrays.copyOf(text, 8), 1);
                }
            }
            close(LogProbs.of(model, Tensor.ofIds(text), Segments.of(text.length)).toFloats(), 0, decoder.logProbs(text), "scores");
            assertEquals(0, decoder.pagesInUse());
        }
    }

    /// @param more the text's last tokens, which the cache has not read yet
    private static void compare(CausalLm model, CpuDecoder decoder, KvCache cache, int[] text, int more) {
        try (var _ = TensorScope.open()) {
            Tensor hidden = model.hidden(Tensor.ofIds(text), Segments.of(text.length)).narrow(0, text.length - 1, 1);
            close(model.logits(hidden).toFloats(), 0, decoder.next(List.of(new Step(cache, Arrays.copyOfRange(text, text.length - more, text.length)))), "of " + text.length);
        }
    }

    @ParameterizedTest @MethodSource("models")
    void idsOutsideTheVocabularyAreRefused(String name) throws IOException {
        var golden = Golden.of(name);
        try (KvCache cache = golden.decoder.newCache()) {
            var error = assertThrows(IllegalArgumentException.class,
                    () -> golden.decoder.next(List.of(new Step(cache, new int[] {1 << 20}))));
            assertTrue(error.getMessage().contains("1048576"), error.getMessage());
            assertEquals(0, cache.length());
        }
    }

    /// The head is linear: what it makes of the mean hidden state is the mean of the logits.
    @Test void theMeanHiddenStateGivesTheMeanLogits() throws IOException {
        String name = "llama-smollm2";
        var golden = Golden.of(name);
        int[] ids = golden.rows[0];
        float[] hidden = golden.decoder.meanHidden(ids), logits = new float[golden.vocabulary], mean = new float[golden.vocabulary];
        try (var weights = Safetensors.open(MODELS.resolve(name))) {
            float[] embedding = floats(weights.get("model.embed_tokens.weight"));
            for (int v = 0; v < logits.length; v++) for (int i = 0; i < hidden.length; i++) logits[v] += embedding[v * hidden.length + i] * hidden[i];
        }
        for (int t = 0; t < ids.length; t++) for (int v = 0; v < mean.length; v++) mean[v] += golden.logits[t * golden.vocabulary + v] / ids.length;
        close(mean, 0, logits, name);
        assertEquals(0, golden.decoder.pagesInUse());
    }

    private static float[] next(CpuDecoder decoder, int[] ids) {
        try (KvCache cache = decoder.newCache()) {
            return decoder.next(List.of(new Step(cache, ids))).clone();
        }
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
        return best;
    }

    /// rtol 1e-4, atol 1e-5.
    private static void close(float[] expected, int from, float[] got, String where) {
        for (int i = 0; i < got.length; i++) {
            float want = expected[from + i];
            assertTrue(Math.abs(want - got[i]) <= 1e-5 + 1e-4 * Math.abs(want), where + " number " + i + ": expected " + want + ", got " + got[i]);
        }
    }

    private static float[] floats(StoredTensor tensor) {
        return Numbers.read(tensor.bytes(), DType.FLOAT32);
    }

    private static long[] longs(StoredTensor tensor) {
        return tensor.bytes().toArray(ValueLayout.JAVA_LONG_UNALIGNED);
    }
}
