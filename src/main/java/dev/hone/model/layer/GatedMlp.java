package dev.hone.model.layer;

import dev.hone.tensor.Tensor;

/// `down(activation(gate(x)) · up(x))`.
/// Source: Shazeer 2020, arXiv:2002.05202, equation 6.
public record GatedMlp(Linear gate, Linear up, Linear down, Activation activation) implements FeedForward {
    @Override public Tensor forward(Tensor x, Pass pass) {
        return of(x, pass);
    }

    Tensor of(Tensor x, Pass pass) {
        return down.forward(activation.of(gate.forward(x, pass)).mul(up.forward(x, pass)), pass);
    }
}
