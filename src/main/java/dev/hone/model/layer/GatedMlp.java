package dev.hone.model.layer;

import dev.hone.tensor.Tensor;

/// `down(activation(gate(x)) · up(x))`.
/// Source: Shazeer 2020, arXiv:2002.05202, equation 6.
public record GatedMlp(Linear gate, Linear up, Linear down, Activation activation) implements FeedForward {
    @Override public Tensor forward(Tensor x, Pass pass) {
        return of(x);
    }

    Tensor of(Tensor x) {
        return down.forward(activation.of(gate.forward(x)).mul(up.forward(x)));
    }
}
