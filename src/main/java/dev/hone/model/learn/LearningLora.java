package dev.hone.model.learn;

import dev.hone.model.layer.Linear;
import dev.hone.model.layer.Lora;
import dev.hone.model.learn.Scratch.Use;
import dev.hone.tensor.kernel.Blas;
import dev.hone.tensor.kernel.Blas.Matrix;
import dev.hone.tensor.kernel.Blas.Operand;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;

/// What a [Lora] adds to a frozen linear layer, forward and backward. The narrow product `x Aᵀ` is made again in the
/// backward pass rather than kept.
final class LearningLora {
    private final Lora lora;
    private final LearningWeight a;
    private final LearningWeight b;
    private final Scratch scratch;
    private final int in;
    private final int out;
    private final int first;
    private final int rank;

    LearningLora(Linear layer, LearningWeights weights, Scratch scratch) {
        this.lora = layer.lora();
        this.a = weights.of(lora.a());
        this.b = weights.of(lora.b());
        this.scratch = scratch;
        this.in = layer.in();
        this.out = layer.out();
        this.first = layer.first();
        this.rank = lora.a().size(0);
    }

    /// Whether it has a form here: DoRA has none.
    static boolean supports(Linear layer) {
        return layer.lora() == null || layer.lora().magnitude() == null;
    }

    /// `y += scale · scaling · dropout(x) Aᵀ Bᵀ`
    void forward(Floats x, int rows, float scale, Floats y) {
        Floats narrow = narrow(seen(x, rows), rows);
        Blas.multiply(rows, out, rank, scale * (float) lora.scaling(), Operand.of(Matrix.of(narrow, rank)), Operand.transposed(mine(b.value())), 1,
                Matrix.of(y, out));
    }

    /// Adds the gradients of A and B.
    /// @param dy the gradient of what [#forward] added to
    void backwardWeights(Floats x, Floats dy, int rows, float scale) {
        float factor = scale * (float) lora.scaling();
        Floats seen = seen(x, rows);
        Floats narrow = narrow(seen, rows);
        Blas.multiply(out, rank, rows, factor, Operand.transposed(Matrix.of(dy, out)), Operand.of(Matrix.of(narrow, rank)), 1, mine(b.gradient()));
        Blas.multiply(rank, in, rows, 1, Operand.transposed(Matrix.of(slope(dy, rows, factor), rank)), Operand.of(Matrix.of(seen, in)), 1,
                Matrix.of(a.gradient(), in));
    }

    /// Adds to `dx` what flows back through A and B.
    void backwardInput(Floats dy, int rows, float scale, Floats dx) {
        Matrix slope = Matrix.of(slope(dy, rows, scale * (float) lora.scaling()), rank);
        Operand intoInputs = Operand.of(Matrix.of(a.value(), in));
        Floats factors = factors(rows);
        if (factors == null) {
            Blas.multiply(rows, in, rank, 1, Operand.of(slope), intoInputs, 1, Matrix.of(dx, in));
            return;
        }
        Floats dropped = scratch.room(Use.DROPPED, (long) rows * in);
        Blas.multiply(rows, in, rank, 1, Operand.of(slope), intoInputs, 0, Matrix.of(dropped, in));
        Elementwise.overRows(rows, in, (from, to) -> Elementwise.multiplyAdd(dropped, from * in, factors, from * in, dx, from * in, (to - from) * in));
    }

    /// `x Aᵀ`, `[N, r]`
    private Floats narrow(Floats seen, int rows) {
        Floats narrow = scratch.room(Use.LOW_RANK, (long) rows * rank);
        Blas.multiply(rows, rank, in, 1, Operand.of(Matrix.of(seen, in)), Operand.transposed(Matrix.of(a.value(), in)), 0, Matrix.of(narrow, rank));
        return narrow;
    }

    /// The gradient of `x Aᵀ`, `[N, r]`
    private Floats slope(Floats dy, int rows, float factor) {
        Floats slope = scratch.room(Use.LOW_RANK_SLOPE, (long) rows * rank);
        Blas.multiply(rows, rank, out, factor, Operand.of(Matrix.of(dy, out)), Operand.of(mine(b.value())), 0, Matrix.of(slope, rank));
        return slope;
    }

    /// The inputs that this pass does not leave out.
    private Floats seen(Floats x, int rows) {
        Floats factors = factors(rows);
        if (factors == null) return x;
        Floats dropped = scratch.room(Use.DROPPED, (long) rows * in);
        dropped.fill(0, (long) rows * in, 0);
        Elementwise.overRows(rows, in, (from, to) -> Elementwise.multiplyAdd(x, from * in, factors, from * in, dropped, from * in, (to - from) * in));
        return dropped;
    }

    /// 0 for inputs that are left out, else what makes up for them; null where none is.
    private Floats factors(int rows) {
        if (scratch.dropout() == null || lora.dropout() == 0) return null;
        Floats factors = scratch.room(Use.MASK, (long) rows * in);
        scratch.dropout().write(lora.a().name(), lora.dropout(), factors.memory().asSlice(0, 4L * rows * in));
        return factors;
    }

    private Matrix mine(Floats whole) {
        return Matrix.of(whole, rank).fromRow(first);
    }
}
