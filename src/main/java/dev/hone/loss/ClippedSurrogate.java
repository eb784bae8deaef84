package dev.hone.loss;

import dev.hone.tensor.Tensor;

/// What a token gains by having become likelier or rarer, as long as it has not moved too far: `min(min(r, δ) A, clip(r, 1-ε, 1+ε_high) A)`.
/// Once its ratio has left `1 ± ε` in the direction that its advantage asks for, it is not pushed further.
/// Source: Schulman et al. 2017, arXiv:1707.06347, equation 7; δ: Prime Intellect 2025, arXiv:2505.07291.
final class ClippedSurrogate {
    private ClippedSurrogate() {}

    /// @param ratio       `r = π/π_old`, `[N]`, with gradient
    /// @param advantages  `A`, `[N]`
    /// @param epsilon     how far below 1 a ratio is still pushed down, above 0
    /// @param epsilonHigh how far above 1 it is still pushed up
    /// @param delta       bound of the ratio where the advantage is negative, which nothing else bounds; infinite for none
    /// @return `[N]`, larger is better; the caller takes the mean
    static Tensor perToken(Tensor ratio, Tensor advantages, double epsilon, double epsilonHigh, double delta) {
        Tensor within = ratio.clamp(1 - epsilon, 1 + epsilonHigh);
        return ratio.clamp(0, delta).mul(advantages).minimum(within.mul(advantages));
    }
}
