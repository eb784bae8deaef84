package dev.hone.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.batch.Segments;
import dev.hone.loss.RouterBalance;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Engine;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A prompt that is computed once for all its answers gives the same log-probabilities and gradients as if it were written
/// out before each of them.
class SharedPromptTest {
    /// Two prompts: the first with three answers, one of which is answered twice again; the second with one answer; and a
    /// text of its own.
    private static final Segments TREE = Segments.tree(new int[] {7, 4, 3, 4, 2, 3, 5, 2, 6}, new int[] {-1, 0, 0, 0, 2, 2, -1, 6, -1});

    private static int threads;

    /// These models are so small that a second thread costs more than it brings.
    @BeforeAll static void oneThread() {
        threads = Engine.threads();
        Engine.threads(1);
    }

    @AfterAll static void threadsAgain() {
        Engine.threads(threads);
    }

    private record Computed(float[] logProbs, double balance, Map<String, float[]> gradients) {}

    @ParameterizedTest
    @CsvSource({"llama-smollm2", "mistral-swa", "gemma3-text", "smollm3", "phi3", "olmo2", "deepseek-v2", "deepseek-v3", "qwen3-moe"})
    void inDoublePrecisionTheyAreEqual(String name) {
        compare(name, DType.FLOAT64, 1e-6, 1e-6);
    }

    /// In float32 sums are taken in another order, which shows in the last digits.
    @ParameterizedTest @ValueSource(strings = {"llama-smollm2", "mistral-swa"})
    void inSinglePrecisionTheyAreNear(String name) {
        compare(name, DType.FLOAT32, 5e-6, 2e-5);
    }

    private static void compare(String name, DType type, double logProbTolerance, double gradientTolerance) {
        int[] ids = IntStream.range(0, TREE.total()).map(i -> 3 + (i * 37 + i * i) % 120).toArray();
        List<Integer> writtenOut = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (int leaf : List.of(1, 3, 4, 5, 7, 8)) {
            for (int segment : TREE.path(leaf))
                for (int t = 0; t < TREE.length(segment); t++) writtenOut.add(TREE.start(segment) + t);
            lengths.add(TREE.past(leaf) + TREE.length(leaf));
        }
        Segments flat = Segments.of(lengths.stream().mapToInt(i -> i).toArray());
        int[] flatIds = writtenOut.stream().mapToInt(i -> ids[i]).toArray();

        Computed shared = compute(name, type, ids, TREE);
        Computed expected = compute(name, type, flatIds, flat);

        for (int i = 0; i < flatIds.length; i++)
            assertEquals(expected.logProbs[i], shared.logProbs[writtenOut.get(i)], logProbTolerance, "token " + i);
        assertEquals(expected.balance, shared.balance, 1e-5);
        expected.gradients.forEach((weight, gradient) -> assertArrayEquals(gradient, shared.gradients.get(weight),
                (float) (gradientTolerance * largest(gradient)), weight));
    }

    /// Log-probabilities, and the gradients of their sum over the written-out sequences.
    private static Computed compute(String name, DType type, int[] ids, Segments segments) {
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open()) {
            CausalLm model = golden.model();
            model.load(type, Device.CPU);
            model.requireGrad();
            float[] copies = new float[ids.length];
            for (int i = 0; i < ids.length; i++) copies[i] = segments.copies()[i];
            Tensor weights = Tensor.of(copies, copies.length);

            Tensor logProbs = LogProbs.of(model, Tensor.ofIds(ids), segments);
            logProbs.mul(weights).sum().backward();

            var outcome = model.forward(Tensor.ofIds(ids), segments);
            double balance = outcome.routerLogits().isEmpty() ? 0 : RouterBalance.of(outcome.routerLogits(), 2, weights).item();
            Map<String, float[]> gradients = new HashMap<>();
            for (Parameter parameter : model.parameters())
                if (parameter.tensor().hasGrad()) gradients.put(parameter.name(), parameter.tensor().grad().toFloats());
            return new Computed(logProbs.toFloats(), balance, gradients);
        }
    }

    private static double largest(float[] numbers) {
        double largest = 1;
        for (float number : numbers) largest = Math.max(largest, Math.abs(number));
        return largest;
    }
}
