package dev.hone.loss;

/// The price of a nat of distance from the reference, which rises while the policy is further away than wanted and falls while it is
/// closer: `β (1 + clip(KL / target - 1, ±0.2) n / horizon)` after n answers.
/// Source: Ziegler et al. 2019, arXiv:1909.08593, section 2.2.
/// @param coefficient β now, at least 0
/// @param target      wanted distance of an answer, in nats, above 0; infinite keeps β as it is
/// @param horizon     answers in which the price may change by a fifth, above 0
public record KlController(double coefficient, double target, double horizon) {
    private static final double MOST_ERROR = 0.2;

    public static KlController fixed(double coefficient) {
        return new KlController(coefficient, Double.POSITIVE_INFINITY, 1);
    }

    /// The same with another price now.
    public KlController with(double coefficient) {
        return new KlController(coefficient, target, horizon);
    }

    /// @param kl      distance of an answer, summed over its tokens, as a mean over the answers
    /// @param answers how many
    public KlController after(double kl, int answers) {
        if (Double.isInfinite(target)) return this;
        double error = Math.clamp(kl / target - 1, -MOST_ERROR, MOST_ERROR);
        return with(coefficient * (1 + error * answers / horizon));
    }
}
