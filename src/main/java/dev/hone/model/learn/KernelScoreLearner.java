package dev.hone.model.learn;

import dev.hone.batch.TokenBatch;
import dev.hone.model.CausalLm;
import dev.hone.model.ScoreLearner;
import java.util.List;

/// Trains a model with a score for its head on the processor in float32, by the layers of this package.
///
/// One thread at a time may call it. On the same number of threads the same batches give the same bits.
public final class KernelScoreLearner implements ScoreLearner {
    private final KernelTrunk trunk;
    private final ScoreHead head;

    /// To be made while the [dev.hone.tensor.TensorScope] that shall own the weights' tensors is open.
    /// @param seed          what dropout is drawn from, together with the number of the pass
    /// @param checkpointing keep only each block's input and compute the rest again in the backward pass: less memory, a third more time
    public KernelScoreLearner(CausalLm model, long seed, boolean checkpointing) {
        trunk = new KernelTrunk(model, seed, checkpointing);
        head = new ScoreHead(model, trunk.weights(), trunk.scratch());
    }

    @Override public float[] learn(TokenBatch batch, int[] at, long pass, Objective objective) {
        Layout layout = Layout.of(batch.segments());
        float[] scores = head.scores(trunk.learn(batch, layout, pass), at);
        head.backward(at, objective.slopes(scores), trunk.slope(batch.tokens()));
        trunk.backward(batch, layout);
        return scores;
    }

    @Override public float[] scores(TokenBatch batch, int[] at) {
        return head.scores(trunk.read(batch, true), at);
    }

    @Override public List<Weight> weights() {
        return trunk.trained();
    }

    @Override public void reserve(int tokens) {
        trunk.reserve(tokens);
    }

    @Override public void clearGradients() {
        trunk.clearGradients();
    }

    @Override public void rest() {
        trunk.rest();
    }

    @Override public void weightsChanged() {
        trunk.weightsChanged();
        head.weightsChanged();
    }

    /// Nothing to do: the memory is freed when nothing refers to it any more.
    @Override public void close() {}
}
