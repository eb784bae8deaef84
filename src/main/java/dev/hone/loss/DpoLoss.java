package dev.hone.loss;

import dev.hone.tensor.Tensor;

/// What a pair costs: less, the further the chosen answer has gained on the rejected one.
///
/// With the scores `c` and `r` of the two answers (their log-ratios `log π/π_ref`, or another [FDivergence]'s) and `Δ = c - r`.
/// Formulas as in TRL's `DPOTrainer`; each names its paper.
public final class DpoLoss {
    private DpoLoss() {}

    /// @param beta           how strongly the policy is held to the reference, above 0
    /// @param labelSmoothing share of pairs taken to be the wrong way round, from 0 to below 0.5
    /// @param discopopTau    temperature of discopop's blend
    /// @param divergence     how log-ratios become scores
    /// @param alpha          of the alpha divergence
    public record Settings(double beta, double labelSmoothing, double discopopTau, FDivergence divergence, double alpha) {}

    /// @return the cost of each pair, `[P]`; of the micro-batch, `[]`, for [DpoLossType#SFT]
    public static Tensor of(DpoLossType type, PreferenceInputs in, Settings settings) {
        double beta = settings.beta, smoothing = settings.labelSmoothing;
        Tensor c = settings.divergence.scores(in.chosenRatio(), settings.alpha);
        Tensor r = settings.divergence.scores(in.rejectedRatio(), settings.alpha);
        Tensor delta = c.sub(r);
        return switch (type) {
            case SIGMOID -> cost(delta.mul(beta));
            case HINGE -> delta.mul(-beta).add(1).relu();
            case IPO -> byToken(c, r, in).sub(1 / (2 * beta)).pow(2);
            case EXO_PAIR -> exo(delta.mul(beta), smoothing);
            case NCA_PAIR -> cost(c.mul(beta)).add(cost(c.mul(-beta)).mul(0.5)).add(cost(r.mul(-beta)).mul(0.5));
            case ROBUST -> cost(delta.mul(beta)).mul(1 - smoothing).sub(cost(delta.mul(-beta)).mul(smoothing)).div(1 - 2 * smoothing);
            case BCO_PAIR -> cost(c.mul(beta)).add(cost(r.mul(-beta)));
            case SPPO_HARD -> c.sub(0.5 / beta).pow(2).add(r.add(0.5 / beta).pow(2));
            case AOT -> smoothed(ascending(in.chosen().sub(in.rejected())).sub(ascending(in.referenceChosen().sub(in.referenceRejected()))), beta, smoothing);
            case AOT_UNPAIRED -> smoothed(ascending(in.chosenRatio()).sub(ascending(in.rejectedRatio())), beta, smoothing);
            case APO_ZERO -> in.chosenRatio().mul(beta).sigmoid().neg().add(1).add(in.rejectedRatio().mul(beta).sigmoid());
            case APO_DOWN -> in.chosenRatio().mul(beta).sigmoid().add(in.chosenRatio().sub(in.rejectedRatio()).mul(beta).sigmoid().neg().add(1));
            case DISCOPOP -> discopop(delta.mul(beta), settings.discopopTau);
            case SFT -> in.chosenTokens().mean().neg();
            case SIGMOID_NORM -> cost(byToken(c, r, in).mul(beta));
        };
    }

    /// `c / |chosen| - r / |rejected|`: what length itself adds is taken out.
    private static Tensor byToken(Tensor c, Tensor r, PreferenceInputs in) {
        return c.div(in.chosenLengths()).sub(r.div(in.rejectedLengths()));
    }

    /// `-log σ(x)`: Rafailov et al. 2023, arXiv:2305.18290, equation 7.
    private static Tensor cost(Tensor x) {
        return x.logSigmoid().neg();
    }

    /// `q (log q - log(1-ε)) + q' (log q' - log ε)` with `q = σ(x)`, `q' = σ(-x)`. Source: Ji et al. 2024, arXiv:2402.00856.
    private static Tensor exo(Tensor x, double smoothing) {
        Tensor better = x.logSigmoid(), worse = x.neg().logSigmoid();
        return x.sigmoid().mul(better.sub(Math.log(1 - smoothing))).add(x.neg().sigmoid().mul(worse.sub(Math.log(smoothing))));
    }

    /// `(1-ε) cost(βd) + ε cost(-βd)`: a share ε of the pairs is taken to be the wrong way round. For `aot`, d is how far one
    /// distribution of ratios lies above the other, quantile by quantile: Melnyk et al. 2024, arXiv:2406.05882.
    static Tensor smoothed(Tensor d, double beta, double smoothing) {
        return cost(d.mul(beta)).mul(1 - smoothing).add(cost(d.mul(-beta)).mul(smoothing));
    }

    private static Tensor ascending(Tensor x) {
        return x.sort(0, false).values();
    }

    /// Between `-log σ(x)` and `e^-x`, by `σ(x/τ)`. Source: Lu et al. 2024, arXiv:2406.08414 (log-ratio modulated loss).
    private static Tensor discopop(Tensor x, double tau) {
        Tensor blend = x.div(tau).sigmoid();
        return cost(x).mul(blend.neg().add(1)).add(x.neg().exp().mul(blend));
    }
}
