package dev.hone.loss;

/// What a nat of entropy is worth, which rises by steps while the policy is surer of itself than wanted and falls while it is not; it counts only
/// in the first case.
/// Source: He et al. 2025, arXiv:2505.22312 (Skywork-OR1), section 4.
/// @param coefficient the worth now, at least 0
/// @param entropy     mean entropy of a token at the last step, in nats; infinite before the first
/// @param target      the entropy up to which the policy is too sure, in nats; infinite: the worth always counts
/// @param step        by how much the worth changes, at least 0
/// @param least       bound of the worth
/// @param most        bound of the worth
public record EntropyController(double coefficient, double entropy, double target, double step, double least, double most) {
    public static EntropyController fixed(double coefficient) {
        return new EntropyController(coefficient, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0, coefficient, coefficient);
    }

    /// Nothing counts before the first step is measured.
    public static EntropyController adaptive(double coefficient, double target, double step, double least, double most) {
        return new EntropyController(coefficient, Double.POSITIVE_INFINITY, target, step, least, most);
    }

    /// What entropy counts in the step at hand.
    public double counted() {
        return entropy <= target ? coefficient : 0;
    }

    /// @param measured mean entropy of the tokens that were learned from in the step, in nats
    public EntropyController after(double measured) {
        return at(measured <= target ? Math.min(coefficient + step, most) : Math.max(coefficient - step, least), measured);
    }

    /// The same with another worth and measurement.
    public EntropyController at(double coefficient, double entropy) {
        return new EntropyController(coefficient, entropy, target, step, least, most);
    }
}
