package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import org.junit.jupiter.api.Test;

class KtoLossTest {
    private static final boolean[] GOOD_THEN_BAD = {true, false};

    private static Tensor ratios() {
        return Tensor.of(new float[] {3, -1}, 2);
    }

    @Test void answersAreMeasuredAgainstTheDrift() {
        try (var _ = TensorScope.open()) {
            // good: 3 - 1 = 2 above the drift, times beta 0.5 is 1: 1 - sigmoid(1) = 0.2689; bad: 2 below it: the same, at double weight
            Tensor costs = KtoLoss.of(KtoLossType.KTO, ratios(), GOOD_THEN_BAD, 1, new KtoLoss.Settings(0.5, 1, 2));
            assertArrayEquals(new float[] {0.2689f, 0.5379f}, costs.toFloats(), 1e-4f);
        }
    }

    @Test void withoutDriftAnswersAreMeasuredAgainstTheReference() {
        try (var _ = TensorScope.open()) {
            // 1 - sigmoid(1.5) = 0.1824; sigmoid(-0.5) = 0.3775; the drift that is handed in is not read
            Tensor costs = KtoLoss.of(KtoLossType.APO_ZERO_UNPAIRED, ratios(), GOOD_THEN_BAD, 1, new KtoLoss.Settings(0.5, 1, 1));
            assertArrayEquals(new float[] {0.1824f, 0.3775f}, costs.toFloats(), 1e-4f);
        }
    }

    @Test void theDriftIsNeverBelowZero() {
        assertEquals(0.5, KtoLoss.drift(new float[] {2, -1}), 1e-9);
        assertEquals(0, KtoLoss.drift(new float[] {-2, 1}), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> KtoLoss.drift(new float[0]));
    }
}
