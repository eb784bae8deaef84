package dev.hone.loss;

import dev.hone.batch.Segments;
import dev.hone.model.LogProbs;
import dev.hone.tensor.Tensor;

/// How surprised the model is by the tokens it shall learn: `-mean(log p(label_t | x_<t))` over the labels that count.
public final class CrossEntropy {
    /// The label of a token that is not learned, as in PyTorch and transformers.
    public static final int IGNORED = -100;

    private CrossEntropy() {}

    /// The mean over all labels of the batch, whichever sequence they are in. The first token of a sequence has nothing
    /// before it that could predict it, so its label does not count, whatever it is.
    /// @param logits `[N, V]`, row t being what the model expects after token t
    /// @param labels `[N]`, label t being the token at t itself, or [#IGNORED]; not shifted
    /// @return one number, float32
    /// @throws IllegalArgumentException when no label counts: the mean of nothing has no value
    public static Tensor mean(Tensor logits, int[] labels, Segments segments) {
        if (labels.length != segments.total()) throw new IllegalArgumentException(
                labels.length + " labels for segments of " + segments.total() + " tokens");
        int[] predictors = segments.predictors();
        int[] rows = new int[labels.length];
        int[] wanted = new int[labels.length];
        int count = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == IGNORED || predictors[i] == Segments.NONE) continue;
            rows[count] = predictors[i];
            wanted[count++] = labels[i];
        }
        if (count == 0) throw new IllegalArgumentException("no label counts: all are " + IGNORED + " or begin a sequence");
        Tensor predicted = logits.indexSelect(0, ids(rows, count, logits));
        return LogProbs.ofLabels(predicted, ids(wanted, count, logits)).mean().neg();
    }

    private static Tensor ids(int[] values, int count, Tensor like) {
        Tensor ids = Tensor.ofIds(java.util.Arrays.copyOf(values, count));
        return like.device().isCpu() ? ids : ids.to(like.device());
    }
}
