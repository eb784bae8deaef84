package dev.hone.loss;

import dev.hone.tensor.Tensor;

/// How far a policy may go from its reference, and so what counts as the score of an answer: `f'(π/π_ref)`.
/// Source: Wang et al. 2023, arXiv:2309.16240, table 1.
public enum FDivergence {
    REVERSE_KL, FORWARD_KL, JS_DIVERGENCE, ALPHA_DIVERGENCE;

    /// Keeps `exp` finite.
    private static final double MOST = 80;
    /// An α that is closer to 1 is 1, as in TRL: `e^x - 1` over so small a number would be rounding.
    private static final double CLOSE_TO_ONE = 1e-6;

    /// With `l = log π/π_ref`: reverse KL `l`; forward KL `1 - e^-l`; Jensen-Shannon `log 2 + log σ(l)`; alpha `(e^((α-1) l) - 1) / (α-1)`,
    /// which is `l` at α = 1.
    /// @param logRatios `[P]`
    /// @param alpha     of the alpha divergence
    Tensor scores(Tensor logRatios, double alpha) {
        return switch (this) {
            case REVERSE_KL -> logRatios;
            case FORWARD_KL -> bounded(logRatios.neg()).exp().neg().add(1);
            case JS_DIVERGENCE -> logRatios.logSigmoid().add(Math.log(2));
            case ALPHA_DIVERGENCE -> Math.abs(alpha - 1) < CLOSE_TO_ONE ? logRatios : bounded(logRatios.mul(alpha - 1)).exp().sub(1).div(alpha - 1);
        };
    }

    private static Tensor bounded(Tensor exponents) {
        return exponents.clamp(-Float.MAX_VALUE, MOST);
    }
}
