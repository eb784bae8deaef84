package dev.hone.model;

/// What a learned token costs, as a function of its log-probability alone.
public enum TokenLoss {
    /// `-log p`: the negative log-likelihood.
    NLL,
    /// `-p · log p`, with p taken as a constant: dynamic fine-tuning, which learns little from tokens that are out of reach.
    /// Source: Wu et al. 2025, arXiv:2508.05629, equation 9.
    DFT;

    /// @param logProb `log p` of the label, at most 0
    public double of(double logProb) {
        return switch (this) {
            case NLL -> -logProb;
            case DFT -> -Math.exp(logProb) * logProb;
        };
    }

    /// The derivative with respect to the log-probability.
    public double slope(double logProb) {
        return switch (this) {
            case NLL -> -1;
            case DFT -> -Math.exp(logProb);
        };
    }
}
