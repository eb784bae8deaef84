package dev.hone.model.layer;

import dev.hone.tensor.Tensor;

/// What a block computes on each token alone.
public sealed interface FeedForward permits GatedMlp, MixtureOfExperts {
    /// @param x `[N, D]`
    /// @return `[N, D]`
    Tensor forward(Tensor x, Pass pass);
}
