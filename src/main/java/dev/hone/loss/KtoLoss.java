package dev.hone.loss;

import dev.hone.tensor.Tensor;

/// What an answer costs that somebody called good or bad, without a second one to compare it with: less, the further a good one
/// has risen above the policy's drift from its reference, or a bad one has fallen below it.
///
/// `w · (1 - σ(β · s · (l - drift)))`, with `l = log π/π_ref` of the answer, `s = 1` and `w` the good weight for a good answer,
/// `s = -1` and the bad weight for a bad one. `apo_zero_unpaired` is the same with a drift of 0.
/// Source: Ethayarajh et al. 2024, arXiv:2402.01306, equations 7 and 8; D'Oosterlinck et al. 2024, arXiv:2408.06266, equation 7, unpaired.
public final class KtoLoss {
    private KtoLoss() {}

    /// @param beta       how strongly the policy is held to the reference, above 0
    /// @param goodWeight how much good answers count, at least 0 (`desirable_weight`)
    /// @param badWeight  how much bad ones count (`undesirable_weight`)
    public record Settings(double beta, double goodWeight, double badWeight) {}

    /// @param logRatios `log π/π_ref` of each answer, summed over its tokens, `[A]`, with gradient
    /// @param good      whether each is good, `[A]`
    /// @param drift     see [#drift]; not read by `apo_zero_unpaired`
    /// @return `[A]`, in the order of the answers; the caller takes the mean, over good and bad ones together
    public static Tensor of(KtoLossType type, Tensor logRatios, boolean[] good, double drift, Settings settings) {
        float[] signs = new float[good.length], weights = new float[good.length];
        for (int answer = 0; answer < good.length; answer++) {
            signs[answer] = good[answer] ? 1 : -1;
            weights[answer] = (float) (good[answer] ? settings.goodWeight : settings.badWeight);
        }
        Tensor above = logRatios.sub(type.measuresDrift() ? drift : 0).mul(Tensor.of(signs, signs.length)).mul(settings.beta);
        return above.neg().sigmoid().mul(Tensor.of(weights, weights.length));
    }

    /// How far the policy has moved from its reference as a whole: `max(0, mean(log π/π_ref))` over answers that belong to other
    /// prompts. A constant: no gradient goes through it.
    /// @param mismatched log-ratio of each such answer, at least one
    public static double drift(float[] mismatched) {
        if (mismatched.length == 0) throw new IllegalArgumentException("no mismatched answer to measure the drift on; at least 1 is needed");
        double sum = 0;
        for (float logRatio : mismatched) sum += logRatio;
        return Math.max(0, sum / mismatched.length);
    }
}
