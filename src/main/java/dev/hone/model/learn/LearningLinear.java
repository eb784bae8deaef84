package dev.hone.model.learn;

import dev.hone.model.layer.Linear;
import dev.hone.tensor.kernel.Blas;
import dev.hone.tensor.kernel.Blas.Matrix;
import dev.hone.tensor.kernel.Blas.Operand;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;

/// [Linear] over rows, forward and backward: three products in all, two where the weight is frozen, and the narrow ones of
/// an adapter.
final class LearningLinear {
    private final Linear layer;
    private final LearningWeight weight;
    private final LearningWeight bias;
    private final LearningLora lora;
    private final Scratch scratch;
    private final int in;
    private final int out;

    LearningLinear(Linear layer, LearningWeights weights, Scratch scratch) {
        this.layer = layer;
        this.weight = weights.of(layer.weight());
        this.bias = layer.bias() == null ? null : weights.of(layer.bias());
        this.lora = layer.lora() == null ? null : new LearningLora(layer, weights, scratch);
        this.scratch = scratch;
        this.in = layer.in();
        this.out = layer.out();
    }

    int out() {
        return out;
    }

    /// `y = kept · y + scale · (x Wᵀ + b)`, and what the adapter adds.
    void forward(Floats x, int rows, float scale, Floats y, float kept) {
        Blas.multiply(rows, out, in, scale, Operand.of(Matrix.of(x, in)), Operand.transposed(mine(weight.value())), kept, Matrix.of(y, out));
        if (bias != null) Elementwise.overRows(rows, out, (from, to) -> {
            for (int r = from; r < to; r++) Elementwise.add(y, r * out, bias.value(), layer.first(), scale, out);
        });
        if (lora != null && scratch.adapter()) lora.forward(x, rows, scale, y);
    }

    /// For `scale · (x Wᵀ + b)`, whose own gradient is `dy`: adds the gradient of the weight, and gives that of x.
    /// @param dx `kept · dx + scale · dy W`; null where nobody asks for it
    void backward(Floats x, Floats dy, int rows, float scale, Floats dx, float kept) {
        backwardWeight(x, dy, rows, scale);
        if (dx != null) backwardInput(dy, rows, scale, dx, kept);
    }

    void backwardWeight(Floats x, Floats dy, int rows, float scale) {
        if (weight.isTrained()) Blas.multiply(out, in, rows, scale, Operand.transposed(Matrix.of(dy, out)), Operand.of(Matrix.of(x, in)),
                1, mine(weight.gradient()));
        if (bias != null && bias.isTrained()) for (int r = 0; r < rows; r++) Elementwise.add(bias.gradient(), layer.first(), dy, r * out, scale, out);
        if (lora != null) lora.backwardWeights(x, dy, rows, scale);
    }

    void backwardInput(Floats dy, int rows, float scale, Floats dx, float kept) {
        Blas.multiply(rows, in, out, scale, Operand.of(Matrix.of(dy, out)), Operand.of(mine(weight.value())), kept, Matrix.of(dx, in));
        if (lora != null) lora.backwardInput(dy, rows, scale, dx);
    }

    /// The layer's rows of a stored matrix.
    private Matrix mine(Floats whole) {
        return Matrix.of(whole, in).fromRow(layer.first());
    }
}
