package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import org.junit.jupiter.api.Test;

class OrpoLossTest {
    private static Tensor of(double probability) {
        return Tensor.of(new float[] {(float) Math.log(probability)}, 1);
    }

    @Test void oddsAreComparedBesideTheSurprise() {
        try (var _ = TensorScope.open()) {
            // odds of 3/4 are 3, those of 1/2 are 1: -log(sigmoid(log 3)) = -log(3/4) = 0.2877, a tenth of it beside 2
            assertEquals(2 + 0.02877, OrpoLoss.of(of(0.75), of(0.5), Tensor.scalar(2), 0.1).item(), 1e-5);
        }
    }

    /// Just below certain, 1 - p would be lost in float32: p = e^l with l = -1e-6 has the odds 1e6, p' with -2e-6 has half of them.
    @Test void answersThatAreAlmostCertainStillDiffer() {
        try (var _ = TensorScope.open()) {
            Tensor chosen = Tensor.of(new float[] {-1e-6f}, 1).requireGrad(), rejected = Tensor.of(new float[] {-2e-6f}, 1);
            Tensor loss = OrpoLoss.of(chosen, rejected, Tensor.scalar(0), 1);
            // -log(sigmoid(log 2)) = -log(2/3)
            assertEquals(0.4055, loss.item(), 1e-4);
            // d log odds / d l = 1/(1 - p) = 1e6, times -(1 - 2/3)
            loss.backward();
            assertEquals(-1e6 / 3, chosen.grad().toFloats()[0], 100);
        }
    }

    /// `1 - p` is 1, but its logarithm must not become NaN.
    @Test void veryUnlikelyAnswersAreFinite() {
        try (var _ = TensorScope.open()) {
            Tensor chosen = Tensor.of(new float[] {-200}, 1).requireGrad();
            OrpoLoss.of(chosen, Tensor.of(new float[] {-201}, 1), Tensor.scalar(0), 1).backward();
            // -(1 - sigmoid(1))
            assertEquals(-0.2689, chosen.grad().toFloats()[0], 1e-4);
        }
    }
}
