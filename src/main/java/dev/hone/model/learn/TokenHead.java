package dev.hone.model.learn;

import dev.hone.batch.Labels;
import dev.hone.batch.TokenBatch;
import dev.hone.model.CausalLm;
import dev.hone.model.Predictions;
import dev.hone.model.TokenLearner;
import dev.hone.model.TokenLearner.Seen;
import dev.hone.model.TokenLearner.Slopes;
import dev.hone.model.TokenLoss;
import dev.hone.model.learn.Scratch.Use;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.SoftmaxRow;
import dev.hone.tensor.kernel.Workers;
import java.util.function.IntFunction;

/// The last norm, the output layer and the loss, at the tokens that predict a label and nowhere else: a few rows of
/// logits at a time, whose gradient takes their place.
final class TokenHead {
    /// Rows of logits that exist at once.
    private static final int CHUNK = 256;
    /// Numbers that the logits of a whole batch may have to be kept until their slopes are known, rather than made again.
    private static final int KEPT = 1 << 25;

    private final ChosenStates states;
    private final LearningLinear head;
    private final float logitScale;
    private final int width;
    private final int vocabulary;
    private final Scratch scratch;

    TokenHead(CausalLm model, LearningWeights weights, Scratch scratch) {
        this.states = new ChosenStates(model, weights, scratch);
        this.head = new LearningLinear(model.head(), weights, scratch);
        this.logitScale = (float) model.logitScale();
        this.width = model.config().sizes().hidden();
        this.vocabulary = head.out();
        this.scratch = scratch;
    }

    void weightsChanged() {
        states.weightsChanged();
    }

    /// For a loss that is known token by token.
    /// @param x `[N, D]`, what the last block gave
    /// @param d `[N, D]`, receives the gradient of x on top of what it holds; null for none, and then no weight gets one
    Seen run(TokenBatch batch, TokenLoss loss, double scale, Floats x, Floats d) {
        Labels labels = Labels.of(batch);
        Seen seen = Seen.NOTHING;
        for (int first = 0; first < labels.count(); first += CHUNK) {
            SoftmaxRow[] read = read(labels, first, Math.min(CHUNK, labels.count() - first), 1, x);
            if (d != null) backward(labels, first, read, 1, d, r -> new Slope((float) (scale * loss.slope(read[r].logProb())), 0));
            seen = seen.plus(sum(read, loss));
        }
        return seen;
    }

    /// How likely each label is.
    Predictions predict(TokenBatch batch, double temperature, Floats x) {
        Labels labels = Labels.of(batch);
        Predictions predictions = Predictions.room(labels.count());
        for (int first = 0; first < labels.count(); first += CHUNK)
            note(read(labels, first, Math.min(CHUNK, labels.count() - first), temperature, x), first, temperature, predictions);
        return predictions;
    }

    /// For an objective that is known once all labels are: the logits of a small batch wait for it, those of a larger one are made twice.
    Predictions learn(TokenBatch batch, double temperature, TokenLearner.Objective objective, Floats x, Floats d) {
        Labels labels = Labels.of(batch);
        boolean keeps = labels.count() <= Math.max(CHUNK, KEPT / vocabulary);
        SoftmaxRow[] kept = keeps ? read(labels, 0, labels.count(), temperature, x) : null;
        Predictions predictions = keeps ? note(kept, 0, temperature, Predictions.room(labels.count())) : predict(batch, temperature, x);
        Slopes slopes = objective.of(predictions);
        int rows = keeps ? labels.count() : CHUNK;
        for (int first = 0; first < labels.count(); first += rows) {
            int from = first;
            SoftmaxRow[] read = keeps ? kept : read(labels, from, Math.min(rows, labels.count() - from), temperature, x);
            backward(labels, from, read, temperature, d, r -> new Slope(slopes.logProbs()[from + r],
                    slopes.entropies() == null ? 0 : slopes.entropies()[from + r]));
        }
        return predictions;
    }

    /// How the objective changes with one label's log-probability and with the entropy there.
    private record Slope(float logProb, float entropy) {}

    /// Makes logits, whose exponentials stay in [Use#LOGITS].
    private SoftmaxRow[] read(Labels labels, int first, int rows, double temperature, Floats x) {
        Floats normed = states.normed(x, labels.predictors(), first, rows);
        Floats logits = scratch.room(Use.LOGITS, (long) rows * vocabulary);
        head.forward(normed, rows, (float) (logitScale / temperature), logits, 0);
        SoftmaxRow[] read = new SoftmaxRow[rows];
        Workers.shared().forEach(rows, 1, (from, to) -> {
            for (int r = from; r < to; r++) read[r] = SoftmaxRow.of(logits, (long) r * vocabulary, vocabulary, labels.ids()[first + r]);
        });
        return read;
    }

    /// Takes the gradients of what the last [#read] made back to the head's weight and to `d`.
    private void backward(Labels labels, int first, SoftmaxRow[] read, double temperature, Floats d, IntFunction<Slope> slopes) {
        int rows = read.length;
        Floats logits = scratch.room(Use.LOGITS, (long) rows * vocabulary);
        Workers.shared().forEach(rows, 1, (from, to) -> {
            for (int r = from; r < to; r++) {
                Slope slope = slopes.apply(r);
                read[r].gradient(logits, (long) r * vocabulary, vocabulary, labels.ids()[first + r], slope.logProb, slope.entropy);
            }
        });
        Floats slope = scratch.room(Use.HEAD_SLOPE, (long) rows * width);
        head.backward(scratch.room(Use.HEAD_NORMED, (long) rows * width), logits, rows, (float) (logitScale / temperature), slope, 0);
        states.backward(slope, labels.predictors(), first, rows, d);
    }

    private static Predictions note(SoftmaxRow[] read, int first, double temperature, Predictions into) {
        for (int r = 0; r < read.length; r++) {
            into.logProbs()[first + r] = read[r].logProb();
            into.entropies()[first + r] = read[r].entropy();
            into.likeliest()[first + r] = read[r].hit();
            into.meanLogits()[first + r] = (float) (read[r].meanLogit() * temperature);
            into.logSumSquares()[first + r] = read[r].logSumSquares();
        }
        return into;
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
