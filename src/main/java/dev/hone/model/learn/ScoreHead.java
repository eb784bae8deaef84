package dev.hone.model.learn;

import dev.hone.model.CausalLm;
import dev.hone.model.learn.Scratch.Use;
import dev.hone.tensor.kernel.Floats;

/// The last norm and the one row that turns what stands at a place into a number.
final class ScoreHead {
    private final ChosenStates states;
    private final LearningLinear head;
    private final int width;
    private final Scratch scratch;

    ScoreHead(CausalLm model, LearningWeights weights, Scratch scratch) {
        this.states = new ChosenStates(model, weights, scratch);
        this.head = new LearningLinear(model.head(), weights, scratch);
        this.width = model.config().sizes().hidden();
        this.scratch = scratch;
    }

    void weightsChanged() {
        states.weightsChanged();
    }

    /// @param x `[N, D]`, what the last block gave
    float[] scores(Floats x, int[] at) {
        Floats scores = scratch.room(Use.LOGITS, at.length);
        head.forward(states.normed(x, at, 0, at.length), at.length, 1, scores, 0);
        float[] read = new float[at.length];
        for (int i = 0; i < read.length; i++) read[i] = scores.get(i);
        return read;
    }

    /// After [#scores] at the same places.
    /// @param d `[N, D]`, receives the gradient of x on top of what it holds
    void backward(int[] at, float[] slopes, Floats d) {
        Floats given = scratch.room(Use.LOGITS, at.length);
        for (int i = 0; i < slopes.length; i++) given.set(i, slopes[i]);
        Floats slope = scratch.room(Use.HEAD_SLOPE, (long) at.length * width);
        head.backward(scratch.room(Use.HEAD_NORMED, (long) at.length * width), given, at.length, 1, slope, 0);
        states.backward(slope, at, 0, at.length, d);
    }
}
