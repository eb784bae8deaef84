package dev.hone.model.layer;

import dev.hone.tensor.Tensor;

/// Lets each token take from the tokens before it in its sequence.
public sealed interface Attention permits GroupedAttention, LatentAttention {
    /// @param x `[N, D]`
    /// @return `[N, D]`
    Tensor forward(Tensor x, Pass pass);
}
