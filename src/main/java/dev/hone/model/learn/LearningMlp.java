package dev.hone.model.learn;

import dev.hone.model.layer.Activation;
import dev.hone.model.layer.GatedMlp;
import dev.hone.model.learn.Scratch.Use;
import dev.hone.tensor.kernel.Backward;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;

/// [GatedMlp] forward and backward.
final class LearningMlp {
    private final Activation activation;
    private final LearningLinear gate;
    private final LearningLinear up;
    private final LearningLinear down;
    private final Scratch scratch;

    LearningMlp(GatedMlp mlp, LearningWeights weights, Scratch scratch) {
        this.activation = mlp.activation();
        this.gate = new LearningLinear(mlp.gate(), weights, scratch);
        this.up = new LearningLinear(mlp.up(), weights, scratch);
        this.down = new LearningLinear(mlp.down(), weights, scratch);
        this.scratch = scratch;
    }

    /// What the backward pass needs besides the input, `[N, width]` each.
    record Kept(Floats gate, Floats up) {
        void release() {
            gate.release();
            up.release();
        }
    }

    int width() {
        return gate.out();
    }

    /// `y = kept · y + scale · mlp(x)`
    void forward(Floats x, Kept made, int rows, float scale, Floats y, float kept) {
        gate.forward(x, rows, 1, made.gate, 0);
        up.forward(x, rows, 1, made.up, 0);
        Floats product = scratch.room(Use.PRODUCT, (long) rows * width());
        product.copyFrom(0, made.gate, 0, rows * width());
        Elementwise.overRows(rows, 8 * width(), (from, to) -> {
            int start = from * width(), count = (to - from) * width();
            switch (activation) {
                case SILU -> Elementwise.siluMultiply(product, start, made.up, start, count);
                case GELU_TANH -> Elementwise.geluTanhMultiply(product, start, made.up, start, count);
                case GELU, RELU -> throw new IllegalStateException(activation + " has no backward kernel");
            }
        });
        down.forward(product, rows, scale, y, kept);
    }

    /// Overwrites what was kept.
    /// @param dx receives the gradient of x
    void backward(Floats x, Kept made, Floats dy, int rows, float scale, Floats dx) {
        Floats product = scratch.room(Use.PRODUCT, (long) rows * width());
        down.backwardInput(dy, rows, scale, product, 0);
        Elementwise.overRows(rows, 8 * width(), (from, to) -> {
            int start = from * width(), count = (to - from) * width();
            switch (activation) {
                case SILU -> Backward.siluMultiply(made.gate, start, made.up, start, product, start, count);
                case GELU_TANH -> Backward.geluTanhMultiply(made.gate, start, made.up, start, product, start, count);
                case GELU, RELU -> throw new IllegalStateException(activation + " has no backward kernel");
            }
        });
        down.backwardWeight(product, dy, rows, scale);
        gate.backward(x, made.gate, rows, 1, dx, 0);
        up.backward(x, made.up, rows, 1, dx, 1);
    }
}
