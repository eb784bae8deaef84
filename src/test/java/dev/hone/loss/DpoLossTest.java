package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.List;
import org.junit.jupiter.api.Test;

class DpoLossTest {
    private static final DpoLoss.Settings HALF = new DpoLoss.Settings(0.5, 0, 0.05, FDivergence.REVERSE_KL, 0.5);

    private static Tensor of(float... numbers) {
        return Tensor.of(numbers, numbers.length);
    }

    /// Chosen rose from -2 to -1, rejected fell from -2 to -3: Δ = 2.
    private static PreferenceInputs moved() {
        return new PreferenceInputs(of(-1), of(-3), of(-2), of(-2), of(2), of(4), of(-0.5f, -0.5f));
    }

    private static double cost(DpoLossType type) {
        return DpoLoss.of(type, moved(), HALF).mean().item();
    }

    @Test void aPairThatMovedTheRightWayCostsLess() {
        try (var _ = TensorScope.open()) {
            // beta 0.5 times 2 is 1; -log(sigmoid(1)) = 0.3133
            assertEquals(0.3133, cost(DpoLossType.SIGMOID), 1e-4);
            // 1 - 1 = 0
            assertEquals(0, cost(DpoLossType.HINGE), 1e-6);
            // by token: 1/2 - (-1)/4 = 0.75; 1/(2 * 0.5) = 1; (0.75 - 1)² = 0.0625
            assertEquals(0.0625, cost(DpoLossType.IPO), 1e-6);
            // -log(sigmoid(0.5 * 0.75)) = 0.5231
            assertEquals(0.5231, cost(DpoLossType.SIGMOID_NORM), 1e-4);
            // (1 - 1)² + (-1 + 1)² = 0
            assertEquals(0, cost(DpoLossType.SPPO_HARD), 1e-6);
            // 1 - sigmoid(0.5) + sigmoid(-0.5) = 2 * 0.3775
            assertEquals(0.7551, cost(DpoLossType.APO_ZERO), 1e-4);
            // half a nat a token
            assertEquals(0.5, cost(DpoLossType.SFT), 1e-6);
        }
    }

    /// (e^((α-1) l) - 1) / (α-1) tends to l; so close to 1 float32 would give e^(1e-9) - 1 = 0.
    @Test void anAlphaNextToOneIsTheReverseKl() {
        try (var _ = TensorScope.open()) {
            assertArrayEquals(new float[] {-3, 2}, FDivergence.ALPHA_DIVERGENCE.scores(of(-3, 2), 1 + 1e-9).toFloats(), 0);
            // (e^(0.001 * 2) - 1) / 0.001 = 2.0020
            assertEquals(2.0020, FDivergence.ALPHA_DIVERGENCE.scores(of(2), 1.001).item(), 1e-3);
        }
    }

    @Test void whatTheLongerAnswerHasBeyondCountsByAlpha() {
        try (var _ = TensorScope.open()) {
            Tensor logProbs = of(-1, -2, -3, -4);
            var both = AnswerLogProbs.lengthDesensitised(logProbs, List.of(new int[] {0, 1, 2}), List.of(new int[] {0, 3}), 0.5);
            assertEquals(-1 - 2 - 1.5, both.chosen().sum().item(), 1e-6);
            assertEquals(-5, both.rejected().sum().item(), 1e-6);
        }
    }

    /// The gradient of a token that both answers share is the sum of what both give it.
    @Test void sharedTokensAddUp() {
        try (var _ = TensorScope.open()) {
            Tensor logProbs = of(-1, -2, -3).requireGrad();
            Tensor sums = AnswerLogProbs.sums(logProbs, List.of(new int[] {0, 1}, new int[] {0, 2}));
            sums.mul(of(1, -3)).sum().backward();
            assertArrayEquals(new float[] {-2, 1, -3}, logProbs.grad().toFloats());
        }
    }

    @Test void pairsThatThePolicyWouldNotWriteCountLess() {
        // log Σp² = 0: certain predictions; chosen exp(-1), rejected exp(-(2 + 4) / 2)
        float[] weights = PreferenceWeights.of(new float[] {-1, -2, -4}, new float[3], List.of(new int[] {0}), List.of(new int[] {1, 2}));
        assertEquals(Math.exp(-1 - 3), weights[0], 1e-6);
    }
}
