package dev.hone.model;

/// What a learned token costs, as a function of its log-probability alone.
public enum TokenLoss {
    /// `-log p`: the negative log-likelihood.
    NLL,
    /// `-p · log p`, with p taken as a constant: dynamic fine-tuning, which learns little from tokens that are out of reach.
    /// Source: Wu et al. 2025, arXiv:2508.05629, equation 9.
    DFT
}
