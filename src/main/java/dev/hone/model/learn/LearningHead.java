package dev.hone.model.learn;

import dev.hone.batch.TokenBatch;
import dev.hone.model.CausalLm;
import dev.hone.model.Learner.Seen;
import dev.hone.model.TokenLoss;
import dev.hone.model.learn.Scratch.Use;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.SoftmaxRow;
import dev.hone.tensor.kernel.Workers;

/// The last norm, the output layer and the loss, at the tokens that predict a label and nowhere else: a few rows of
/// logits at a time, whose gradient takes their place.
final class LearningHead {
    /// Rows of logits that exist at once.
    private static final int CHUNK = 256;

    private final LearningNorm norm;
    private final LearningLinear head;
    private final float logitScale;
    private final int width;
    private final Scratch scratch;

    LearningHead(CausalLm model, LearningWeights weights, Scratch scratch) {
        this.norm = new LearningNorm(model.norm(), weights, scratch);
        this.head = new LearningLinear(model.head(), weights, scratch);
        this.logitScale = (float) model.logitScale();
        this.width = norm.width();
        this.scratch = scratch;
    }

    static long bytes(int vocabulary) {
        return 4L * CHUNK * vocabulary;
    }

    void weightsChanged() {
        norm.weightsChanged();
    }

    /// @param x `[N, D]`, what the last block gave
    /// @param d receives the gradient of x, `[N, D]`; null for none, and then no weight gets one
    Seen run(TokenBatch batch, TokenLoss loss, double scale, Floats x, Floats d) {
        int[] predictors = batch.segments().predictors();
        int[] labels = batch.labelled();
        if (d != null) d.fill(0, (long) batch.tokens() * width, 0);
        Seen seen = Seen.NOTHING;
        for (int from = 0; from < labels.length; from += CHUNK)
            seen = seen.plus(chunk(batch, predictors, labels, from, Math.min(CHUNK, labels.length - from), loss, scale, x, d));
        return seen;
    }

    private Seen chunk(TokenBatch batch, int[] predictors, int[] labels, int first, int rows, TokenLoss loss, double scale, Floats x, Floats d) {
        int vocabulary = head.out();
        Floats states = scratch.room(Use.HEAD_ROWS, (long) CHUNK * width);
        for (int r = 0; r < rows; r++) states.copyFrom(r * width, x, predictors[labels[first + r]] * width, width);
        Floats normed = scratch.room(Use.HEAD_NORMED, (long) CHUNK * width);
        norm.forward(states, normed, rows);
        Floats logits = scratch.room(Use.LOGITS, (long) CHUNK * vocabulary);
        head.forward(normed, rows, logitScale, logits, 0);

        SoftmaxRow[] read = new SoftmaxRow[rows];
        Workers.shared().forEach(rows, 1, (from, to) -> {
            for (int r = from; r < to; r++) {
                int label = batch.ids()[labels[first + r]];
                read[r] = SoftmaxRow.of(logits, (long) r * vocabulary, vocabulary, label);
                if (d != null) read[r].gradient(logits, (long) r * vocabulary, vocabulary, label, (float) (scale * loss.slope(read[r].logProb())));
            }
        });
        if (d != null) {
            Floats slope = scratch.room(Use.HEAD_SLOPE, (long) CHUNK * width);
            head.backward(normed, logits, rows, logitScale, slope, 0);
            norm.backward(states, slope, slope, 0, rows);
            for (int r = 0; r < rows; r++) Elementwise.add(d, predictors[labels[first + r]] * width, slope, r * width, 1, width);
        }
        return sum(read, loss);
    }

    private static Seen sum(SoftmaxRow[] rows, TokenLoss loss) {
        double cost = 0, entropy = 0;
        int hits = 0;
        for (SoftmaxRow row : rows) {
            cost += loss.of(row.logProb());
            entropy += row.entropy();
            if (row.hit()) hits++;
        }
        return new Seen(cost, rows.length, entropy, hits, 0);
    }
}
