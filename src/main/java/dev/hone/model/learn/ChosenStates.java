package dev.hone.model.learn;

import dev.hone.model.CausalLm;
import dev.hone.model.learn.Scratch.Use;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;

/// What the last block gave at some places, through the last norm: all that a head reads.
final class ChosenStates {
    private final LearningNorm norm;
    private final Scratch scratch;
    private final int width;

    ChosenStates(CausalLm model, LearningWeights weights, Scratch scratch) {
        this.norm = new LearningNorm(model.norm(), weights, scratch);
        this.scratch = scratch;
        this.width = norm.width();
    }

    void weightsChanged() {
        norm.weightsChanged();
    }

    /// @param x     `[N, D]`
    /// @param at    rows of x
    /// @param first of them
    /// @return `[rows, D]`
    Floats normed(Floats x, int[] at, int first, int rows) {
        Floats states = scratch.room(Use.HEAD_ROWS, (long) rows * width);
        for (int r = 0; r < rows; r++) states.copyFrom(r * width, x, at[first + r] * width, width);
        Floats normed = scratch.room(Use.HEAD_NORMED, (long) rows * width);
        norm.forward(states, normed, rows);
        return normed;
    }

    /// Adds to `d` what the gradient of the last [#normed] means for x.
    /// @param slope `[rows, D]`; changed
    /// @param d     `[N, D]`
    void backward(Floats slope, int[] at, int first, int rows, Floats d) {
        norm.backward(scratch.room(Use.HEAD_ROWS, (long) rows * width), slope, slope, 0, rows);
        for (int r = 0; r < rows; r++) Elementwise.add(d, at[first + r] * width, slope, r * width, 1, width);
    }
}
