package dev.hone.model;

import dev.hone.batch.Segments;
import dev.hone.tensor.DType;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How likely each token of a text is after the tokens before it: `log p(x_t | x_<t)`.
///
/// Logits are made for a few positions at a time and only where they are asked for, so that the table of all positions
/// times the vocabulary never exists whole without gradients. With gradients, what a backward pass needs is kept.
public final class LogProbs {
    /// Logits made at once: 64 MiB of them in float32.
    private static final long LOGITS_AT_ONCE = 16L << 20;

    private LogProbs() {}

    /// @param ids `[N]`
    /// @return `[N]` float32; 0 for the first token of each sequence, which nothing predicts
    public static Tensor of(CausalLm model, Tensor ids, Segments segments) {
        int[] predictors = segments.predictors();
        int[] targets = new int[predictors.length];
        int count = 0;
        for (int i = 0; i < predictors.length; i++) if (predictors[i] != Segments.NONE) targets[count++] = i;
        if (count == 0) return Tensor.zeros(DType.FLOAT32, ids.device(), predictors.length);
        int[] predicted = Arrays.copyOf(targets, count);
        Tensor found = of(model, ids, segments, predicted);
        return Tensor.zeros(found.dtype(), ids.device(), predictors.length).indexAdd(0, indices(predicted, ids), found);
    }

    /// @param targets indices of tokens in the row, none the first of a sequence
    /// @return `[targets]` float32, in their order
    public static Tensor of(CausalLm model, Tensor ids, Segments segments, int... targets) {
        return of(model, model.hidden(ids, segments), ids, segments, targets);
    }

    /// The same from what the model has already computed.
    /// @param hidden `[N, D]`
    public static Tensor of(CausalLm model, Tensor hidden, Tensor ids, Segments segments, int... targets) {
        int[] predictors = segments.predictors();
        int rows = (int) Math.max(1, LOGITS_AT_ONCE / model.head().out());
        List<Tensor> parts = new ArrayList<>();
        for (int from = 0; from < targets.length; from += rows) {
            int[] part = Arrays.copyOfRange(targets, from, Math.min(targets.length, from + rows));
            try (var scope = TensorScope.open()) {
                Tensor labels = ids.indexSelect(0, indices(part, ids));
                Tensor states = hidden.indexSelect(0, indices(predictorsOf(part, predictors), ids));
                parts.add(scope.keep(ofLabels(model.logits(states), labels)));
            }
        }
        return parts.size() == 1 ? parts.getFirst() : Tensor.cat(parts, 0);
    }

    /// `logits[label] - log Σ exp(logits)` of each row, in float32.
    /// @param logits `[M, V]`
    /// @param labels `[M]` int64
    public static Tensor ofLabels(Tensor logits, Tensor labels) {
        Tensor wide = logits.dtype() == DType.FLOAT64 ? logits : logits.to(DType.FLOAT32);
        return wide.gather(1, labels.unsqueeze(1)).squeeze(1).sub(wide.logsumexp(1, false));
    }

    private static int[] predictorsOf(int[] targets, int[] predictors) {
        int[] out = new int[targets.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = predictors[targets[i]];
            if (out[i] == Segments.NONE) throw new IllegalArgumentException(
                    "token " + targets[i] + " begins a sequence: nothing predicts it");
        }
        return out;
    }

    private static Tensor indices(int[] values, Tensor like) {
        Tensor indices = Tensor.ofIds(values);
        return like.device().isCpu() ? indices : indices.to(like.device());
    }
}
