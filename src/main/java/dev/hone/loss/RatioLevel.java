package dev.hone.loss;

/// Of what the ratio `π/π_old` is taken, by TRL's names (`importance_sampling_level`).
public enum RatioLevel {
    /// Of each token.
    TOKEN,
    /// Of the whole answer, as the geometric mean over its tokens, so that length does not blow it up.
    /// Source: Zheng et al. 2025, arXiv:2507.18071 (GSPO), equation 7.
    SEQUENCE
}
