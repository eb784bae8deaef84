package dev.hone.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.model.ModelConfig.Rotary;
import dev.hone.model.layer.Rope;
import dev.hone.model.layer.RopeScaling;
import dev.hone.settings.UserError;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RotaryTest {
    @Test void pairsTurnByPositionTimesFrequency() {
        // theta 100, 4 entries: pair 0 turns by 1 a position, pair 1 by 100^(-2/4) = 0.1. Halves: (x0, x2) and (x1, x3).
        Rope rope = Rope.of(new RopeScaling.Unscaled(), 100, 4, false);
        assertArrayEquals(new float[] {1, 0.1f}, rope.inverseFrequencies(), 1e-7f);
        try (var _ = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1, 0, 0, 1}, 1, 1, 4);
            float[] turned = rope.forward(x, Tensor.ofIds(2)).toFloats();
            // (1, 0) by 2 is (cos 2, sin 2) = (-0.4161, 0.9093); (0, 1) by 0.2 is (-sin 0.2, cos 0.2) = (-0.1987, 0.9801)
            assertArrayEquals(new float[] {-0.4161f, -0.1987f, 0.9093f, 0.9801f}, turned, 1e-4f);
        }
    }

    @Test void interleavedPairsAreNeighboursAndComeOutInHalves() {
        Rope rope = Rope.of(new RopeScaling.Unscaled(), 100, 4, true);
        try (var _ = TensorScope.open()) {
            // pairs (1, 0) and (0, 1) as above, stored side by side
            float[] turned = rope.forward(Tensor.of(new float[] {1, 0, 0, 1}, 1, 1, 4), Tensor.ofIds(2)).toFloats();
            assertArrayEquals(new float[] {-0.4161f, -0.1987f, 0.9093f, 0.9801f}, turned, 1e-4f);
        }
    }

    @Test void whatIsNotTurnedPasses() {
        Rope rope = Rope.of(new RopeScaling.Unscaled(), 100, 2, false);
        try (var _ = TensorScope.open()) {
            float[] turned = rope.forward(Tensor.of(new float[] {1, 0, 5, 6}, 1, 1, 4), Tensor.ofIds(2)).toFloats();
            assertArrayEquals(new float[] {-0.4161f, 0.9093f, 5, 6}, turned, 1e-4f);
        }
    }

    @Test void linearScalingSqueezesPositions() {
        assertArrayEquals(new float[] {0.25f, 0.025f}, new RopeScaling.Linear(4).frequencies(100, 4), 1e-8f);
    }

    @Test void llama3StretchesLongWavesOnly() {
        // wavelengths 2π = 6.3 and 62.8 at trained length 40: up to 40/4 = 10 they stay, from 40/1 on they are stretched by 8
        assertArrayEquals(new float[] {1, 0.0125f}, new RopeScaling.Llama3(8, 1, 4, 40).frequencies(100, 4), 1e-8f);
        // trained length 100: 62.8 lies between 25 and 100; keep (100/62.83 - 1)/3 = 0.1972: 0.0125 · 0.8028 + 0.1 · 0.1972
        assertEquals(0.02975f, new RopeScaling.Llama3(8, 1, 4, 100).frequencies(100, 4)[1], 1e-5f);
    }

    /// Recorded by tools/golden/rope_fixture.py.
    @Test void transformersHasTheSameFrequencies() {
        for (JsonNode each : GoldenModel.json(Path.of("src/test/resources/golden/rope.json")).get("cases")) {
            int headDim = each.get("head_dim").intValue();
            Rotary rotary = RotaryReader.of(new ConfigReader(each.get("config"), "rope.json"), 10_000, 2048).whole(headDim);
            Rope rope = Rope.of(rotary.scaling(), rotary.theta(), rotary.dims(), false);
            String name = each.get("name").stringValue();
            near(each.get("inverse_frequencies"), rope.inverseFrequencies(), name);
            assertEquals(each.get("attention_factor").doubleValue(), rope.attentionFactor(), 1e-7, name);
            if (each.has("long_inverse_frequencies")) near(each.get("long_inverse_frequencies"), rope.inverseFrequencies(4097), name);
        }
    }

    private static void near(JsonNode expected, float[] got, String name) {
        assertEquals(expected.size(), got.length, name);
        for (int i = 0; i < got.length; i++) assertEquals(1, got[i] / expected.get(i).doubleValue(), 3e-7, name + ", pair " + i);
    }

    @Test void dynamicScalingIsRefusedBeyondTheTrainedLength() {
        Rope rope = Rope.of(new RopeScaling.Dynamic(16), 100, 4, false);
        assertArrayEquals(rope.inverseFrequencies(), rope.inverseFrequencies(16));
        assertTrue(assertThrows(UserError.class, () -> rope.inverseFrequencies(17)).getMessage().contains("17 tokens"));
    }
}
