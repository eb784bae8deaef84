package dev.hone.model;

/// What a model's last layer says of each place in a text.
public enum Head {
    /// How likely each token is to come next: `lm_head.weight`, or the embedding.
    TOKENS,
    /// One number: `score.weight`, `[1, D]`, without bias. Reward models and critics have it; transformers calls them
    /// classifiers of sequences with one label.
    SCORE
}
