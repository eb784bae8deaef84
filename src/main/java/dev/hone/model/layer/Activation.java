package dev.hone.model.layer;

import dev.hone.tensor.Tensor;

/// The bend in a feed-forward layer.
public enum Activation {
    /// `x · sigmoid(x)`, also called swish.
    SILU,
    /// `x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))`.
    GELU_TANH,
    /// `x · Φ(x)`, with the normal distribution's Φ.
    GELU,
    /// `max(x, 0)`.
    RELU;

    public Tensor of(Tensor x) {
        return switch (this) {
            case SILU -> x.silu();
            case GELU_TANH -> x.gelu(true);
            case GELU -> x.gelu(false);
            case RELU -> x.relu();
        };
    }
}
