package dev.hone.loss;

import dev.hone.tensor.Tensor;

/// Proximal policy optimisation with a critic. Policy: `-min(r A, clip(r, 1-ε, 1+ε) A)` of each token, `r = π/π_old`. Critic:
/// `½ max((V - R)², (clip(V, V_old ± ε_v) - R)²)` of each place, so that it too moves in small steps. Both are means.
/// Source: Schulman et al. 2017, arXiv:1707.06347, equation 7, and OpenAI's baselines (value clipping).
///
/// Tokens and places stand one after another without padding, see [AnswerPlaces]. Differs from TRL, whose ratio, approximate KL and
/// their means count padding as tokens that have not moved.
public final class PpoLoss {
    private PpoLoss() {}

    /// @param loss    what these tokens or places add to the loss of the minibatch, `[]`
    /// @param metrics as sums
    public record Part(Tensor loss, PpoMetrics metrics) {}

    /// @param logProbs   under the policy as it is, `[N]`, with gradient
    /// @param old        under the policy that sampled, `[N]`
    /// @param advantages `[N]`, as a rule whitened
    /// @param clip       ε, above 0 (`cliprange`)
    /// @param tokens     of the whole minibatch, of which these may be a part: parts add up
    public static Part policy(Tensor logProbs, float[] old, float[] advantages, double clip, int tokens) {
        Tensor ratio = logProbs.sub(constant(old)).exp();
        Tensor loss = ClippedSurrogate.perToken(ratio, constant(advantages), clip, clip, Double.POSITIVE_INFINITY).sum().div(-Math.max(1, tokens));
        return new Part(loss, policyMetrics(logProbs.toFloats(), old, ratio.toFloats(), advantages, clip, loss.item()));
    }

    /// @param values    of the critic as it is, `[P]`, with gradient
    /// @param oldValues as it was when the answers were sampled, `[P]`
    /// @param returns   `R`, what it should have said, `[P]`
    /// @param clip      ε_v, above 0 (`cliprange_value`)
    /// @param places    of the whole minibatch
    /// @return not yet weighted by `vf_coef`
    public static Part value(Tensor values, float[] oldValues, float[] returns, double clip, int places) {
        Tensor old = constant(oldValues), wanted = constant(returns);
        Tensor clipped = within(values, old.sub(clip), old.add(clip));
        Tensor free = values.sub(wanted).pow(2), held = clipped.sub(wanted).pow(2);
        Tensor loss = free.maximum(held).sum().mul(0.5 / Math.max(1, places));
        int bound = count(held.toFloats(), free.toFloats());
        return new Part(loss, new PpoMetrics(0, oldValues.length, 0, bound, 0, 0, 0, 0, loss.item()));
    }

    private static Tensor within(Tensor values, Tensor least, Tensor most) {
        return values.maximum(least).minimum(most);
    }

    private static int count(float[] larger, float[] smaller) {
        int count = 0;
        for (int i = 0; i < larger.length; i++) if (larger[i] > smaller[i]) count++;
        return count;
    }

    private static PpoMetrics policyMetrics(float[] now, float[] old, float[] ratios, float[] advantages, double clip, double loss) {
        int clipped = 0;
        double moved = 0, sum = 0, squares = 0;
        for (int t = 0; t < now.length; t++) {
            if (advantages[t] > 0 && ratios[t] > 1 + clip || advantages[t] < 0 && ratios[t] < 1 - clip) clipped++;
            moved += 0.5 * (now[t] - old[t]) * (now[t] - old[t]);
            sum += ratios[t];
            squares += (double) ratios[t] * ratios[t];
        }
        return new PpoMetrics(now.length, 0, clipped, 0, moved, sum, squares, loss, 0);
    }

    private static Tensor constant(float[] numbers) {
        return Tensor.of(numbers, numbers.length);
    }
}
