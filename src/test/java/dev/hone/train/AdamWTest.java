package dev.hone.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.model.Learner.Weight;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdamWTest {
    private static final AdamW.Settings USUAL = new AdamW.Settings(0.9, 0.999, 1e-8, 0.1);

    @TempDir Path folder;

    private static Weight weight(String name, float[] values, float[] gradients) {
        return new Weight(name, Tensor.of(values), Tensor.of(gradients));
    }

    @Test void theFirstStepMovesEachNumberByTheRateAgainstItsGradient() {
        try (var _ = TensorScope.open()) {
            // mean = 0.1 g, square = 0.001 g²; corrected g and g²; so the step is rate · g / |g|, after a decay of 0.5 · 0.1
            Weight weight = weight("w", new float[] {1, -2, 3}, new float[] {0.5f, -4, 1e-3f});
            new AdamW(List.of(weight), USUAL).step(0.5, 1);
            assertArrayEquals(new float[] {0.95f - 0.5f, -1.9f + 0.5f, 2.85f - 0.5f}, weight.value().toFloats(), 2e-5f);
        }
    }

    @Test void manyStepsAreTheFormulasInDouble() {
        int n = 70_003;         // more than one piece, and a rest that fills no vector
        var random = new Random(1);
        float[] start = new float[n];
        for (int i = 0; i < n; i++) start[i] = (float) random.nextGaussian();
        double[] value = new double[n], mean = new double[n], square = new double[n];
        for (int i = 0; i < n; i++) value[i] = start[i];
        try (var _ = TensorScope.open()) {
            Weight weight = weight("w", start, new float[n]);
            var optimizer = new AdamW(List.of(weight), USUAL);
            for (int step = 1; step <= 5; step++) {
                float[] gradient = new float[n];
                for (int i = 0; i < n; i++) gradient[i] = (float) random.nextGaussian();
                weight.gradient().copy_(Tensor.of(gradient));
                double rate = 0.01 * step;
                optimizer.step(rate, 0.5);
                for (int i = 0; i < n; i++) {
                    double g = 0.5 * gradient[i];
                    mean[i] = 0.9 * mean[i] + 0.1 * g;
                    square[i] = 0.999 * square[i] + 0.001 * g * g;
                    double root = Math.sqrt(square[i] / (1 - Math.pow(0.999, step)));
                    value[i] = value[i] * (1 - rate * 0.1) - rate * mean[i] / (1 - Math.pow(0.9, step)) / (root + 1e-8);
                }
            }
            float[] got = weight.value().toFloats();
            for (int i = 0; i < n; i++) assertEquals(value[i], got[i], 1e-6 * Math.max(1, Math.abs(value[i])), "number " + i);
        }
    }

    @Test void normsAndBiasesDoNotDecay() {
        for (String name : List.of("model.norm.weight", "model.layers.0.input_layernorm.weight", "model.layers.0.self_attn.q_norm.weight",
                "model.layers.0.self_attn.q_proj.bias", "q_a_layernorm.weight")) assertFalse(AdamW.decays(name), name);
        for (String name : List.of("model.embed_tokens.weight", "lm_head.weight", "model.layers.0.self_attn.q_proj.weight",
                "model.layers.0.self_attn.q_proj.lora_A.weight", "model.layers.0.mlp.abnormal.weight")) assertTrue(AdamW.decays(name), name);
    }

    @Test void aRestoredOptimizerGoesOnToTheSameBits() {
        try (var _ = TensorScope.open()) {
            Weight one = weight("w", new float[] {1, 2, 3}, new float[] {0.1f, -0.2f, 0.3f});
            var optimizer = new AdamW(List.of(one), USUAL);
            optimizer.step(0.01, 1);
            optimizer.save(folder.resolve("optimizer.safetensors"));
            Weight other = weight("w", one.value().toFloats(), one.gradient().toFloats());
            var restored = new AdamW(List.of(other), USUAL);
            restored.restore(folder.resolve("optimizer.safetensors"));
            optimizer.step(0.01, 1);
            restored.step(0.01, 1);
            assertArrayEquals(one.value().toFloats(), other.value().toFloats());
        }
    }

    @Test void theNormIsThatOfAllWeightsTogetherAndShortensToItsLimit() {
        try (var _ = TensorScope.open()) {
            var weights = List.of(weight("a", new float[1], new float[] {3}), weight("b", new float[2], new float[] {0, 4}));
            assertEquals(5, GradientNorm.of(weights));
            assertEquals(0.2, GradientNorm.clip(5, 1), 1e-6);
            assertEquals(1, GradientNorm.clip(5, 10));
            assertEquals(1, GradientNorm.clip(5, 0));
        }
    }
}
