package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import org.junit.jupiter.api.Test;

class PpoLossTest {
    @Test void aTokenThatMovedFarEnoughIsNotPushedFurther() {
        try (var _ = TensorScope.open()) {
            // ratios 1, 2 and 2: the second is good and beyond 1.2; the third is bad, and pushed back however likely it became
            Tensor now = Tensor.of(new float[] {-1, -1, -1}, 3).requireGrad();
            float two = (float) (-1 - Math.log(2));
            var part = PpoLoss.policy(now, new float[] {-1, two, two}, new float[] {1, 1, -1}, 0.2, 3);
            part.loss().backward();
            assertEquals((-1 - 1.2 + 2) / 3, part.loss().item(), 1e-6);
            assertArrayEquals(new float[] {-1 / 3f, 0, 2 / 3f}, now.grad().toFloats(), 1e-6f);
            assertEquals(1, part.metrics().clipped());
            // ½ log² 2 for two of three tokens
            assertEquals(Math.log(2) * Math.log(2) / 3, part.metrics().named().get("policy/approxkl_avg"), 1e-6);
        }
    }

    @Test void theCriticMovesInSmallStepsToo() {
        try (var _ = TensorScope.open()) {
            // it said 0 and should have said 1: at 0.1 it may go on; at 0.5 it is held at 0.2, which is further off
            Tensor values = Tensor.of(new float[] {0.1f, 0.5f}, 2).requireGrad();
            var part = PpoLoss.value(values, new float[2], new float[] {1, 1}, 0.2, 2);
            part.loss().backward();
            assertEquals(0.5 * (0.81 + 0.64) / 2, part.loss().item(), 1e-6);
            assertArrayEquals(new float[] {-0.45f, 0}, values.grad().toFloats(), 1e-6f);
            assertEquals(1, part.metrics().valuesClipped());
        }
    }

    @Test void whatWentBetterThanExpected() {
        // the critic says 1, then 2; the score is 4: δ = 0.5·2 - 1 = 0, then 4 - 2 = 2; 0 + 0.5·0.5·2 = 0.5
        var gae = GeneralizedAdvantage.of(new float[] {0, 4, 1}, new float[] {1, 2, 0}, new int[] {2, 1}, 0.5, 0.5);
        assertArrayEquals(new float[] {0.5f, 2, 1}, gae.advantages());
        assertArrayEquals(new float[] {1.5f, 4, 1}, gae.returns());
    }

    @Test void rewardsOfTokens() {
        float[] distances = KlEstimator.K1.perToken(new float[] {-1, -1, -1}, new float[] {-3, -1, 0});
        assertArrayEquals(new float[] {2, 0, -1}, distances);
        // e^-2 - 1 + 2; e^1 - 1 - 1
        assertArrayEquals(new float[] {1.1353f, 0, 0.7183f}, KlEstimator.K3.perToken(new float[] {-1, -1, -1}, new float[] {-3, -1, 0}), 1e-4f);
        double[] scores = TokenRewards.penalised(new double[] {1, 5}, new boolean[] {false, true}, 2);
        assertArrayEquals(new double[] {-1, 5}, scores);
        int[] lengths = {2, 1};
        assertArrayEquals(new float[] {-0.2f, -1, 5.1f}, TokenRewards.of(scores, distances, 0.1, AnswerPlaces.ofTokens(lengths)), 1e-6f);
        // with a place after the end, where there is room for it
        AnswerPlaces closed = AnswerPlaces.closed(lengths, 2);
        float[] places = TokenRewards.of(scores, distances, 0.1, closed);
        assertArrayEquals(new float[] {-0.2f, -1, 0.1f, 5}, places, 1e-6f);
        assertArrayEquals(new float[] {-0.2f, -1, 0.1f}, closed.atTokens(places), 1e-6f);
    }

    @Test void whitened() {
        // mean 2, variance (1 + 0 + 1) / 2 = 1
        assertArrayEquals(new float[] {-1, 0, 1}, Whitening.of(new float[] {1, 2, 3}, true), 1e-6f);
        assertArrayEquals(new float[] {1, 2, 3}, Whitening.of(new float[] {1, 2, 3}, false), 1e-6f);
        assertArrayEquals(new float[] {0}, Whitening.of(new float[] {7}, true));
    }

    @Test void whatACriticForesaw() {
        float[] returns = {1, 2, 3};
        assertEquals(1, ExplainedVariance.of(new float[] {1, 2, 3}, returns));
        assertEquals(0, ExplainedVariance.of(new float[] {5, 5, 5}, returns), 1e-12);
        // what is left, 0 2 0, has variance 4/3; the returns have 1
        assertEquals(-1 / 3., ExplainedVariance.of(new float[] {1, 0, 3}, returns), 1e-12);
        assertEquals(0, ExplainedVariance.of(new float[] {1, 2}, new float[] {4, 4}));
    }

    @Test void thePriceOfDistanceFollowsATarget() {
        var price = new KlController(0.1, 6, 1000);
        // 9 is half above 6, which counts as a fifth: 0.1 (1 + 0.2 · 50 / 1000)
        assertEquals(0.101, price.after(9, 50).coefficient(), 1e-9);
        assertEquals(0.0995, price.after(5.4, 50).coefficient(), 1e-9);
        assertTrue(price.after(0, 50).coefficient() < 0.1);
        assertEquals(0.1, KlController.fixed(0.1).after(100, 50).coefficient());
    }
}
