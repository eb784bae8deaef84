package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import org.junit.jupiter.api.Test;

class GrpoLossTest {
    private static final double NONE = Double.POSITIVE_INFINITY;

    private static GrpoLoss.Settings settings(GrpoLossType type, RatioLevel level, double threshold, double entropyCoef) {
        return new GrpoLoss.Settings(type, level, 0.2, 0.2, NONE, 0, false, GrpoLoss.Sapo.DEFAULTS, GrpoLoss.Vespo.DEFAULTS, threshold, entropyCoef);
    }

    /// A good answer of three tokens, of which the first became twice as likely; a bad one of one token; one that was cut off and has none.
    private static GrpoInputs inputs(Tensor now, Tensor entropies, float[] ratios) {
        return new GrpoInputs(now, new float[] {-2, -1, -1, -1}, null, null, ratios, entropies, new float[] {1, -1, 5}, new int[] {3, 1, 0});
    }

    private static float[] logProbs() {
        return new float[] {(float) (Math.log(2) - 2), -1, -1, -1};
    }

    private static GrpoDenominators whole(EntropyCut cut) {
        return new GrpoDenominators(3, 4, cut, 16, 2, 1, 10);
    }

    /// Gradients with respect to the four log-probabilities.
    private static float[] slopes(GrpoLoss.Settings settings, EntropyCut cut, float[] ratios) {
        try (var _ = TensorScope.open()) {
            Tensor now = Tensor.of(logProbs(), 4).requireGrad();
            GrpoLoss.of(inputs(now, Tensor.of(new float[] {4, 3, 2, 1}, 4), ratios), whole(cut), settings).loss().backward();
            return now.grad().toFloats();
        }
    }

    private static float[] slopes(GrpoLossType type, RatioLevel level) {
        return slopes(settings(type, level, NONE, 0), EntropyCut.none(4), null);
    }

    @Test void whatATokenCounts() {
        // the first token's ratio is 2, beyond 1.2: clipped; the others' is 1, and the advantage 1, or -1 for the last
        // mean over three answers of means over their tokens: 1/3 · 1/3, and 1/3 · 1
        assertArrayEquals(new float[] {0, -1 / 9f, -1 / 9f, 1 / 3f}, slopes(GrpoLossType.GRPO, RatioLevel.TOKEN), 1e-6f);
        // four tokens; three answers of at most ten; three answers; sixteen tokens in two micro-batches
        assertArrayEquals(new float[] {0, -0.25f, -0.25f, 0.25f}, slopes(GrpoLossType.BNPO, RatioLevel.TOKEN), 1e-6f);
        assertArrayEquals(new float[] {0, -1 / 30f, -1 / 30f, 1 / 30f}, slopes(GrpoLossType.DR_GRPO, RatioLevel.TOKEN), 1e-6f);
        assertArrayEquals(new float[] {0, -1 / 3f, -1 / 3f, 1 / 3f}, slopes(GrpoLossType.LUSPO, RatioLevel.TOKEN), 1e-6f);
        assertArrayEquals(new float[] {0, -0.125f, -0.125f, 0.125f}, slopes(GrpoLossType.DAPO, RatioLevel.TOKEN), 1e-6f);
    }

    @Test void aRatioOfTheWholeAnswer() {
        // the geometric mean of 2, 1, 1 is 1.26, beyond 1.2: all three tokens are clipped
        assertArrayEquals(new float[] {0, 0, 0, 1 / 3f}, slopes(GrpoLossType.GRPO, RatioLevel.SEQUENCE), 1e-6f);
    }

    @Test void gatesThatStayOpen() {
        // cispo: the ratio is bounded by 0.2 here, and each token keeps its gradient
        assertArrayEquals(new float[] {-0.025f, -0.025f, -0.025f, 0.025f}, slopes(GrpoLossType.CISPO, RatioLevel.TOKEN), 1e-6f);
        // sapo at a ratio of 2 and τ = 1: 4 σ(1) σ(-1) = 0.7864, times the ratio's own slope 2; at a ratio of 1 it is that of grpo
        assertArrayEquals(new float[] {-2 * 0.7864f / 9, -1 / 9f, -1 / 9f, 1 / 3f}, slopes(GrpoLossType.SAPO, RatioLevel.TOKEN), 1e-4f);
        // vespo: w = 2, φ = 2² e^(3 (1 - 2)) = 0.1991; w = 1, φ = 1
        assertArrayEquals(new float[] {-0.1991f / 8, -0.1991f / 8, -0.1991f / 8, 0.125f}, slopes(GrpoLossType.VESPO, RatioLevel.TOKEN), 1e-4f);
        // ratios of the sampler, 1/2 · 1 · 1, make w = 1 again
        var vespo = settings(GrpoLossType.VESPO, RatioLevel.TOKEN, NONE, 0);
        assertArrayEquals(new float[] {-0.125f, -0.125f, -0.125f, 0.125f}, slopes(vespo, EntropyCut.none(4), new float[] {0.5f, 1, 1, 1}), 1e-4f);
    }

    @Test void whatIsLeftOut() {
        var bnpo = settings(GrpoLossType.BNPO, RatioLevel.TOKEN, NONE, 0);
        // entropies 4, 3, 2, 1: their median is 2.5
        assertEquals(new EntropyCut(2.5f, 2), EntropyCut.of(new float[] {4, 3, 2, 1}, 0.5));
        assertArrayEquals(new float[] {0, -0.25f, 0, 0}, slopes(bnpo, EntropyCut.of(new float[] {4, 3, 2, 1}, 0.5), null), 1e-6f);
        // the sampler's ratios multiply what is left
        assertArrayEquals(new float[] {0, -0.5f, -0.25f, 0}, slopes(bnpo, EntropyCut.none(4), new float[] {1, 2, 1, 0}), 1e-6f);
    }

    @Test void aBadAnswerThatThePolicyHasLeftBehind() {
        try (var _ = TensorScope.open()) {
            // the bad answer was sampled at -1 and is at -2 now
            var in = new GrpoInputs(Tensor.of(new float[] {-2, -2}, 2).requireGrad(), new float[] {-1, -1}, null, new float[] {-1, -1}, null,
                    Tensor.of(new float[2], 2), new float[] {1, -1}, new int[] {1, 1});
            var whole = new GrpoDenominators(2, 2, EntropyCut.none(2), 2, 1, 1, 1);
            GrpoLoss.of(in, whole, settings(GrpoLossType.CISPO, RatioLevel.TOKEN, 0.5, 0)).loss().backward();
            // the good one stays: its ratio e^-1 is bounded by 0.2, over two tokens
            assertArrayEquals(new float[] {-0.1f, 0}, in.logProbs().grad().toFloats(), 1e-6f);
        }
    }

    @Test void theBonusPaysForEntropy() {
        try (var _ = TensorScope.open()) {
            Tensor entropies = Tensor.of(new float[] {4, 3, 2, 1}, 4).requireGrad();
            var in = inputs(Tensor.of(logProbs(), 4).requireGrad(), entropies, null);
            var result = GrpoLoss.of(in, whole(new EntropyCut(2.5f, 2)), settings(GrpoLossType.DAPO, RatioLevel.TOKEN, NONE, 0.1));
            result.loss().backward();
            // 0.1 times the mean over the two tokens that are learned from
            assertArrayEquals(new float[] {-0.05f, -0.05f, 0, 0}, entropies.grad().toFloats(), 1e-6f);
            assertEquals(result.metrics().policyLoss() - 0.1 * 3.5, result.loss().item(), 1e-6);
        }
    }

    @Test void answersWithoutTokensAddNothing() {
        try (var _ = TensorScope.open()) {
            Tensor none = Tensor.of(new float[0], 0).requireGrad();
            for (RatioLevel level : RatioLevel.values())
                for (GrpoLossType type : GrpoLossType.values()) {
                    var in = new GrpoInputs(none, null, null, null, null, Tensor.of(new float[0], 0), new float[] {1}, new int[] {0});
                    var result = GrpoLoss.of(in, new GrpoDenominators(1, 0, EntropyCut.none(0), 0, 1, 1, 1), settings(type, level, NONE, 0));
                    result.loss().backward();
                    assertEquals(0, result.loss().item(), type + " " + level);
                }
        }
    }

    @Test void anotherEnginesAnswers() {
        float[] old = {-1, -1, -1}, sampled = {(float) (-1 - Math.log(2)), Float.NaN, -1};
        int[] lengths = {2, 1};
        // the first token is twice as likely as where it was sampled; what is not known counts as 1
        assertArrayEquals(new float[] {2, 1, 1}, SamplingCorrection.TOKEN_MASK.ratios(old, sampled, lengths, 0, 3), 1e-6f);
        assertArrayEquals(new float[] {0, 1, 1}, SamplingCorrection.TOKEN_MASK.ratios(old, sampled, lengths, 0, 1.5), 1e-6f);
        assertArrayEquals(new float[] {1.5f, 1, 1}, SamplingCorrection.TOKEN_TRUNCATE.ratios(old, sampled, lengths, 0, 1.5), 1e-6f);
        assertArrayEquals(new float[] {2, 2, 1}, SamplingCorrection.SEQUENCE_MASK.ratios(old, sampled, lengths, 0, 3), 1e-6f);
        assertArrayEquals(new float[] {1.5f, 1.5f, 1}, SamplingCorrection.SEQUENCE_TRUNCATE.ratios(old, sampled, lengths, 0, 1.5), 1e-6f);
    }
}
