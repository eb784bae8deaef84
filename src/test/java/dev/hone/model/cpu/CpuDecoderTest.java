package dev.hone.model.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.Safetensors;
import dev.hone.model.CausalLm;
import dev.hone.model.Decoder.Step;
import dev.hone.model.KvCache;
import dev.hone.model.ModelConfig;
import dev.hone.model.Weights;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
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
import tools.jackson.databind.json.JsonMapper;

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
                var weights = Safetensors.open(folder);
                var config = ModelConfig.read(new JsonMapper().readTree(Files.readString(folder.resolve("config.json"))), "config.json");
                var decoder = new CpuDecoder(CausalLm.of(config, new Weights() {
                    @Override public boolean has(String tensor) {
                        return weights.has(tensor);
                    }

                    @Override public StoredTensor get(String tensor) {
                        return weights.get(tensor);
                    }
                }));
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
