package dev.hone.model.learn;

import dev.hone.model.layer.RmsNorm;
import dev.hone.model.learn.Scratch.Use;
import dev.hone.tensor.kernel.Backward;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.Workers;

/// [RmsNorm] over rows, forward and backward.
final class LearningNorm {
    /// Rows whose weight gradients are summed together before the sums are; fixed, so that the number of threads changes no bit.
    private static final int ROWS = 32;

    private final RmsNorm norm;
    private final LearningWeight weight;
    private final Scratch scratch;
    private final int width;
    /// What multiplies the rows: the weight, or 1 more.
    private Floats factors;

    LearningNorm(RmsNorm norm, LearningWeights weights, Scratch scratch) {
        this.norm = norm;
        this.weight = weights.of(norm.weight());
        this.scratch = scratch;
        this.width = weight.value().length();
        weightsChanged();
    }

    static LearningNorm orNull(RmsNorm norm, LearningWeights weights, Scratch scratch) {
        return norm == null ? null : new LearningNorm(norm, weights, scratch);
    }

    int width() {
        return width;
    }

    void weightsChanged() {
        if (!norm.plusOne()) {
            factors = weight.value();
            return;
        }
        factors = new Floats(width);
        for (int i = 0; i < width; i++) factors.set(i, weight.value().get(i) + 1);
    }

    /// @param out may be `x`
    void forward(Floats x, Floats out, int rows) {
        Elementwise.overRows(rows, width, (from, to) -> {
            for (int r = from; r < to; r++) Elementwise.rmsNorm(x, r * width, factors, norm.eps(), out, r * width, width);
        });
    }

    /// `dx = kept · dx + d(loss)/dx`, where `dy` is the gradient of the result; may be one memory when `kept` is 0.
    void backward(Floats x, Floats dy, Floats dx, float kept, int rows) {
        int groups = Math.ceilDiv(rows, ROWS);
        Floats sums = weight.isTrained() ? scratch.room(Use.PARTIAL_SUMS, (long) groups * width) : null;
        Workers.shared().forEach(groups, 1, (from, to) -> {
            for (int group = from; group < to; group++) {
                if (sums != null) sums.fill((long) group * width, width, 0);
                for (int r = group * ROWS; r < Math.min(rows, (group + 1) * ROWS); r++) {
                    long at = (long) r * width;
                    Backward.rmsNorm(x, at, factors, norm.eps(), dy, at, dx, at, kept, sums, (long) group * width, width);
                }
            }
        });
        if (sums != null) for (int group = 0; group < groups; group++) Elementwise.add(weight.gradient(), 0, sums, group * width, 1, width);
    }
}
