package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.batch.Segments;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
    @Test void theMeanIsOverAllLabelsThatSomethingPredicts() {
        try (var _ = TensorScope.open()) {
            // Two sequences, [0, 1] and [1, 0]. After the first token of each the odds are 1:3 and 1:1 for ids 0 and 1.
            Tensor logits = Tensor.of(new float[] {0, (float) Math.log(3), 9, 9, 0, 0, 9, 9}, 4, 2);
            // p(1) = 3/4 and p(0) = 1/2: (0.2877 + 0.6931) / 2. The labels at 0 and 2 begin their sequences.
            assertEquals(0.4904, CrossEntropy.mean(logits, new int[] {0, 1, 1, 0}, Segments.of(2, 2)).item(), 1e-4);
            assertEquals(0.2877, CrossEntropy.mean(logits, new int[] {0, 1, 1, -100}, Segments.of(2, 2)).item(), 1e-4);
        }
    }

    @Test void anAnswerIsPredictedByTheEndOfItsPrompt() {
        try (var _ = TensorScope.open()) {
            // One prompt token, two answers of one token each: both are predicted by row 0, with p(1) = 3/4 and p(0) = 1/4
            Tensor logits = Tensor.of(new float[] {0, (float) Math.log(3), 9, 9, 9, 9}, 3, 2);
            Segments pair = Segments.tree(new int[] {1, 1, 1}, new int[] {-1, 0, 0});
            assertEquals((0.2877 + 1.3863) / 2, CrossEntropy.mean(logits, new int[] {-100, 1, 0}, pair).item(), 1e-4);
        }
    }

    @Test void nothingToLearnIsAnError() {
        try (var _ = TensorScope.open()) {
            Tensor logits = Tensor.of(new float[4], 2, 2);
            assertThrows(IllegalArgumentException.class, () -> CrossEntropy.mean(logits, new int[] {1, -100}, Segments.of(2)));
        }
    }

    @Test void expertsUsedAlikeCostLeast() {
        try (var _ = TensorScope.open()) {
            // Two tokens, two experts, top 1. Each prefers another one: f = P = (1/2, 1/2), 2 · (1/4 + 1/4) = 1.
            Tensor alike = Tensor.of(new float[] {1, 0, 0, 1}, 2, 2);
            assertEquals(1, RouterBalance.of(List.of(alike), 1).item(), 1e-6);
            // Both prefer expert 0 with 3:1: f = (1, 0), P = (3/4, 1/4), 2 · 3/4 = 1.5
            float odds = (float) Math.log(3);
            Tensor same = Tensor.of(new float[] {odds, 0, odds, 0}, 2, 2);
            assertEquals(1.5, RouterBalance.of(List.of(same), 1).item(), 1e-6);
            // The first token counting three times and both layers together: f = (7/8, 1/8), P = (45/64 ...) by the same rule
            double p = (3 * sigmoid(1) + (1 - sigmoid(1)) + 4 * 0.75) / 8;
            assertEquals(2 * (7 / 8.0 * p + 1 / 8.0 * (1 - p)),
                    RouterBalance.of(List.of(alike, same), 1, Tensor.of(new float[] {3, 1}, 2)).item(), 1e-6);
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
