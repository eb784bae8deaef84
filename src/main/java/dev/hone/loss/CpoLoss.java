package dev.hone.loss;

import dev.hone.tensor.Tensor;

/// What a pair costs when no reference model is asked: less, the likelier the chosen answer is than the rejected one.
///
/// With `Δ` the difference of the two answers' scores, `cost(x) = -log σ(x)` and `smooth(x) = (1-ε) cost(x) + ε cost(-x)`:
/// `sigmoid` is `smooth(βΔ)`, `hinge` is `max(0, 1 - βΔ)`, `ipo` is `(Δ - 1/(2β))²`, `simpo` is `smooth(βΔ - γ)`.
/// The score is the answer's log-probability `l`, a sum or a mean ([CpoLossType#byToken]); with `α` other than 0 it is
/// `(1 - e^(-α l)) / α`, which becomes `l` as α goes to 0.
/// So that the policy does not forget how to write the chosen answer, `c` times its surprise is added.
/// Source: Xu et al. 2024, arXiv:2401.08417, equation 3 (CPO); Meng et al. 2024, arXiv:2405.14734, equation 6 (SimPO);
/// Gupta et al. 2025, arXiv:2501.03884 (AlphaPO: α). Differs, as TRL does: the surprise is a mean over tokens, not a sum over an answer.
public final class CpoLoss {
    private CpoLoss() {}

    /// @param beta           how much a difference counts, above 0; as a rule 0.1 for sums, 2 to 2.5 for means
    /// @param labelSmoothing ε, the share of pairs taken to be the wrong way round, from 0 to below 0.5
    /// @param simpoGamma     γ, by how much the chosen answer shall be ahead, at least 0
    /// @param alpha          α: above 0 the score of an unlikely answer changes faster, below 0 slower; meant for means, as `e^(-α l)` of a long sum is not finite
    /// @param cpoAlpha       c, at least 0
    public record Settings(double beta, double labelSmoothing, double simpoGamma, double alpha, double cpoAlpha) {}

    /// @param chosen   log-probabilities of the better answers, `[P]`, sums or means as the type wants
    /// @param rejected of the worse ones, `[P]`
    /// @param surprise mean of `-log p` over the chosen tokens of the micro-batch, `[]`, or each pair's share of it times the number of pairs, `[P]`
    /// @return `[P]`, the surprise being in each; the caller takes the mean
    public static Tensor of(CpoLossType type, Tensor chosen, Tensor rejected, Tensor surprise, Settings settings) {
        double beta = settings.beta, smoothing = settings.labelSmoothing;
        Tensor delta = score(chosen, settings.alpha).sub(score(rejected, settings.alpha));
        Tensor losses = switch (type) {
            case SIGMOID -> DpoLoss.smoothed(delta, beta, smoothing);
            case HINGE -> delta.mul(-beta).add(1).relu();
            case IPO -> delta.sub(0.5 / beta).pow(2);
            case SIMPO -> DpoLoss.smoothed(delta.sub(settings.simpoGamma / beta), beta, smoothing);
        };
        return losses.add(surprise.mul(settings.cpoAlpha));
    }

    private static Tensor score(Tensor logProbs, double alpha) {
        return alpha == 0 ? logProbs : logProbs.mul(-alpha).exp().sub(1).div(-alpha);
    }

    /// The score of one answer.
    /// @param logProb of the answer, a sum or a mean as the type wants
    public static double score(double logProb, double alpha) {
        return alpha == 0 ? logProb : Math.expm1(-alpha * logProb) / -alpha;
    }
}
