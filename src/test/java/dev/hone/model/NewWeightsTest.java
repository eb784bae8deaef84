package dev.hone.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.kernel.Numbers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A model that has learned nothing.
class NewWeightsTest {
    static Stream<String> families() throws Exception {
        return GoldenModel.names().stream();
    }

    /// Every family finds all that it asks for, in its shapes.
    @ParameterizedTest @MethodSource("families") void everyFamilyCanBeginAnew(String name) {
        try (GoldenModel golden = GoldenModel.open(name)) {
            ModelConfig config = golden.config("config.json");
            CausalLm.of(config, new NewWeights(config, 1)).refuseOthers(golden.checkpoint().names());
        }
    }

    @Test void aMatrixIsNormalANormIsOneAndABiasZero() {
        try (GoldenModel golden = GoldenModel.open("llama-smollm2")) {
            ModelConfig config = golden.config("config.json");
            var weights = new NewWeights(config, 1);
            float[] matrix = numbers(weights.get("a.weight", new long[] {200, 100}));
            double mean = sum(matrix, 1) / matrix.length;
            assertEquals(0, mean, 5 * config.initializerRange() / Math.sqrt(matrix.length));
            assertEquals(config.initializerRange(), Math.sqrt(sum(matrix, 2) / matrix.length), 0.03 * config.initializerRange());
            assertArrayEquals(new float[] {1, 1, 1}, numbers(weights.get("norm.weight", new long[] {3})));
            assertArrayEquals(new float[] {0, 0, 0}, numbers(weights.get("a.bias", new long[] {3})));
        }
    }

    @Test void theNumbersDependOnSeedAndNameAlone() {
        try (GoldenModel golden = GoldenModel.open("llama-smollm2")) {
            ModelConfig config = golden.config("config.json");
            long[] shape = {4, 4};
            float[] first = numbers(new NewWeights(config, 1).get("a.weight", shape));
            assertArrayEquals(first, numbers(new NewWeights(config, 1).get("a.weight", shape)));
            assertNotEquals(first[0], numbers(new NewWeights(config, 2).get("a.weight", shape))[0]);
            assertNotEquals(first[0], numbers(new NewWeights(config, 1).get("b.weight", shape))[0]);
        }
    }

    private static float[] numbers(StoredTensor tensor) {
        return Numbers.read(tensor.bytes(), tensor.dtype());
    }

    private static double sum(float[] numbers, int power) {
        double sum = 0;
        for (float number : numbers) sum += Math.pow(number, power);
        return sum;
    }
}
