package dev.hone.generate;

import static org.junit.jupiter.api.Assertions.*;

import dev.hone.tensor.kernel.VectorMath;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import dev.hone.checkpoint.Safetensors;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RulesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/sampling");
    private static final int V = 64;

    /// transformers' processors and which of our rules do the same.
    private static final Map<String, Class<?>> RULES = Map.ofEntries(
            Map.entry("SequenceBiasLogitsProcessor", LogitsProcessor.SequenceBias.class),
            Map.entry("RepetitionPenaltyLogitsProcessor", LogitsProcessor.RepetitionPenalty.class),
            Map.entry("NoRepeatNGramLogitsProcessor", LogitsProcessor.NoRepeatNgram.class),
            Map.entry("NoBadWordsLogitsProcessor", LogitsProcessor.SequenceBias.class),
            Map.entry("MinLengthLogitsProcessor", LogitsProcessor.NotBefore.class),
            Map.entry("MinNewTokensLengthLogitsProcessor", LogitsProcessor.NotBefore.class),
            Map.entry("SuppressTokensLogitsProcessor", LogitsProcessor.Never.class),
            Map.entry("TemperatureLogitsWarper", Warper.Temperature.class),
            Map.entry("TopHLogitsWarper", Warper.TopH.class),
            Map.entry("TopKLogitsWarper", Warper.TopK.class),
            Map.entry("TopPLogitsWarper", Warper.TopP.class),
            Map.entry("MinPLogitsWarper", Warper.MinP.class),
            Map.entry("TypicalLogitsWarper", Warper.TypicalP.class),
            Map.entry("EpsilonLogitsWarper", Warper.EpsilonCutoff.class),
            Map.entry("EtaLogitsWarper", Warper.EtaCutoff.class));

    @Test void everyCaseAndStageIsAsInTransformers() throws Exception {
        JsonNode golden = JsonMapper.shared().readTree(GOLDEN.resolve("sampling.json"));
        int stages = 0;
        try (Safetensors tensors = Safetensors.open(GOLDEN.resolve("sampling.safetensors"))) {
            for (int c = 0; c < golden.get("cases").size(); c++)
                for (int row = 0; row < 3; row++) stages += compare(tensors, golden.get("cases").get(c), c, row);
        }
        assertEquals(3 * 18, stages, "stages compared: three rows of each in the file");
    }

    /// @return how many stages there were to compare
    private static int compare(Safetensors tensors, JsonNode golden, int c, int row) {
        int[] context = context(tensors, row);
        Rules rules = rules((ObjectNode) golden.get("params"), context.length);
        Candidates candidates = new Candidates(V);
        candidates.load(floats(tensors, "scores", row), 0);
        float[] scores = candidates.wholeRow();

        Queue<LogitsProcessor> processors = new ArrayDeque<>(rules.processors());
        Queue<Warper> warpers = new ArrayDeque<>(rules.warpers());
        int stages = 0;
        for (int j = 0; j < golden.get("processors").size(); j++) {
            Class<?> rule = RULES.get(golden.get("processors").get(j).stringValue());
            while (rule.isInstance(processors.peek())) processors.remove().process(scores, context, context.length);
            if (Warper.class.isAssignableFrom(rule)) {
                candidates.check();
                assertInstanceOf(rule, warpers.peek());
                warpers.remove().warp(candidates);
            }
            if (!tensors.has(c + ".stage" + j)) continue;
            assertRow(floats(tensors, c + ".stage" + j, row), row(candidates), c + ".stage" + j + " row " + row, rule);
            stages++;
        }
        assertTrue(processors.isEmpty() && warpers.isEmpty(), golden.get("params") + " leaves " + processors + warpers);
        Class<?> last = RULES.get(golden.get("processors").get(golden.get("processors").size() - 1).stringValue());
        assertRow(floats(tensors, c + ".scores", row), row(candidates), c + " " + golden.get("params") + " row " + row, last);
        candidates.check();
        assertRow(floats(tensors, c + ".probs", row), probabilities(candidates), c + ".probs row " + row, last);
        return stages;
    }

    private static Rules rules(ObjectNode params, int promptLength) {
        SamplingSettings settings = SamplingSettings.DEFAULTS
                .with(s -> { s.doSample = true; s.topK = 0; s.eosTokenId = List.of(2); })
                .with(params, "params");
        return Rules.of(settings, promptLength, promptLength + 20, V);
    }

    /// Equal, minus infinities included; where top-p cuts a tie (tokens 10 and 20 of row 0), either of the two is right.
    private static void assertRow(float[] expected, float[] actual, String what, Class<?> rule) {
        boolean swapped = rule == Warper.TopP.class && what.contains("row 0") && (gone(expected[10]) != gone(actual[10]));
        for (int v = 0; v < V; v++) {
            float want = expected[swapped && v == 10 ? 20 : swapped && v == 20 ? 10 : v];
            assertEquals(want, actual[v], Math.abs(want) * 1e-4, what + " token " + v);
        }
    }

    private static boolean gone(float value) {
        return value == Float.NEGATIVE_INFINITY || value == 0;
    }

    private static float[] row(Candidates candidates) {
        float[] row = new float[V];
        Arrays.fill(row, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < candidates.count(); i++) row[candidates.id(i)] = candidates.score(i);
        return row;
    }

    private static float[] probabilities(Candidates candidates) {
        float[] row = new float[V];
        for (int i = 0; i < candidates.count(); i++) row[candidates.id(i)] = (float) Math.exp(candidates.logProb(i));
        return row;
    }

    private static float[] floats(Safetensors tensors, String name, int row) {
        return tensors.get(name).bytes().asSlice(row * V * 4L, V * 4L).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    }

    private static int[] context(Safetensors tensors, int row) {
        long[] ids = tensors.get("input_ids").bytes().asSlice(row * 12 * 8L, 12 * 8L).toArray(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    @Test void nGramsAreCompletedOnlyOnce() {
        // ... 1 2 3 ... 1 2: a 3 would repeat the three.
        float[] scores = new float[5];
        new LogitsProcessor.NoRepeatNgram(3).process(scores, new int[] {1, 2, 3, 4, 1, 2, 99}, 6);
        assertArrayEquals(new float[] {0, 0, 0, Float.NEGATIVE_INFINITY, 0}, scores);
    }

    @Test void repetitionIsPunishedOnceHoweverOftenATokenWasSeen() {
        float[] scores = {2, -2, 2};
        new LogitsProcessor.RepetitionPenalty(2).process(scores, new int[] {0, 1, 0, 0}, 4);
        assertArrayEquals(new float[] {1, -4, 2}, scores);
    }

    @Test void topPAgreesWithSortingOnRowsAsLongAsAVocabulary() {
        int n = 50_000;
        for (double temperature : new double[] {0.3, 1, 3}) {
            for (double p : new double[] {0.1, 0.5, 0.95, 0.9999}) {
                float[] row = FakeDecoder.randomLogits(new int[] {7, (int) (temperature * 10)}, n);
                Candidates candidates = new Candidates(n);
                candidates.load(row, 0);
                candidates.divideScores((float) (temperature / 3));
                float[] scaled = candidates.wholeRow().clone();
                new Warper.TopP(p).warp(candidates);
                assertEquals(nucleus(scaled, p), ids(candidates), "temperature " + temperature + ", p " + p);
            }
        }
    }

    private static Set<Integer> nucleus(float[] scores, double p) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(scores[b], scores[a]));
        double max = scores[order[0]];
        double total = 0;
        for (float score : scores) total += VectorMath.exp((float) (score - max));
        Set<Integer> kept = new HashSet<>();
        double mass = 0;
        for (int i = 0; i < order.length && mass < p * total; i++) {
            kept.add(order[i]);
            mass += VectorMath.exp((float) (scores[order[i]] - max));
        }
        return kept;
    }

    @Test void topKKeepsTheLargest() {
        float[] row = FakeDecoder.randomLogits(new int[] {3}, 5000);
        float[] sorted = row.clone();
        Arrays.sort(sorted);
        for (int k : new int[] {1, 2, 50, 777, 4999}) {
            Candidates candidates = new Candidates(row.length);
            candidates.load(row, 0);
            assertEquals(sorted[row.length - k], candidates.kthLargest(k), "k " + k);
            new Warper.TopK(k).warp(candidates);
            assertEquals(k, candidates.count());
        }
    }

    private static Set<Integer> ids(Candidates candidates) {
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < candidates.count(); i++) ids.add(candidates.id(i));
        return ids;
    }
}
