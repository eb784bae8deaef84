package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpoLossTest {
    private static Tensor of(float... numbers) {
        return Tensor.of(numbers, numbers.length);
    }

    /// The chosen answer has log-probability -1, the rejected one -3: Δ = 2. Neither imitates: the surprise does not count.
    private static double cost(CpoLossType type, double smoothing, double alpha) {
        return CpoLoss.of(type, of(-1), of(-3), Tensor.scalar(7), new CpoLoss.Settings(0.5, smoothing, 0.25, alpha, 0)).mean().item();
    }

    @Test void aPairThatIsToldApartCostsLess() {
        try (var _ = TensorScope.open()) {
            // beta 0.5 times 2 is 1: -log(sigmoid(1)) = 0.3133; smoothed by 0.1: 0.9 * 0.3133 + 0.1 * 1.3133
            assertEquals(0.3133, cost(CpoLossType.SIGMOID, 0, 0), 1e-4);
            assertEquals(0.4133, cost(CpoLossType.SIGMOID, 0.1, 0), 1e-4);
            assertEquals(0, cost(CpoLossType.HINGE, 0, 0), 1e-6);
            // (2 - 1)² = 1
            assertEquals(1, cost(CpoLossType.IPO, 0, 0), 1e-6);
            // gamma 0.25 is asked for: -log(sigmoid(0.75)) = 0.3869
            assertEquals(0.3869, cost(CpoLossType.SIMPO, 0, 0), 1e-4);
            // alpha 1: scores 1 - e and 1 - e³, 17.367 apart: (17.367 - 1)² = 267.9
            assertEquals(267.9, cost(CpoLossType.IPO, 0, 1), 0.1);
        }
    }

    @Test void theSurpriseIsInEveryPair() {
        try (var _ = TensorScope.open()) {
            // 0.3133 and -log(sigmoid(0)) = 0.6931, half of 4 on top of each
            Tensor costs = CpoLoss.of(CpoLossType.SIGMOID, of(-1, -2), of(-3, -2), Tensor.scalar(4), new CpoLoss.Settings(0.5, 0, 0, 0, 0.5));
            assertArrayEquals(new float[] {2.3133f, 2.6931f}, costs.toFloats(), 1e-4f);
        }
    }

    @Test void meansTakeOutTheLength() {
        try (var _ = TensorScope.open()) {
            Tensor means = AnswerLogProbs.means(of(-1, -2, -6), List.of(new int[] {0, 1, 2}, new int[] {1}));
            assertArrayEquals(new float[] {-3, -2}, means.toFloats(), 1e-6f);
        }
    }
}
