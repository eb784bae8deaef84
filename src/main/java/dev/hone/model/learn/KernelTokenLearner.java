package dev.hone.model.learn;

import dev.hone.batch.TokenBatch;
import dev.hone.model.CausalLm;
import dev.hone.model.Predictions;
import dev.hone.model.Predictor;
import dev.hone.model.TokenLearner;
import dev.hone.model.TokenLoss;
import dev.hone.tensor.kernel.Floats;
import java.util.List;

/// Trains a [CausalLm] on the processor in float32, by the layers of this package.
///
/// One thread at a time may call it. On the same number of threads the same batches give the same bits.
public final class KernelTokenLearner implements TokenLearner {
    private final CausalLm model;
    private final KernelTrunk trunk;
    private final TokenHead head;

    /// To be made while the [dev.hone.tensor.TensorScope] that shall own the weights' tensors is open.
    /// @param seed          what dropout is drawn from, together with the number of the pass
    /// @param checkpointing keep only each block's input and compute the rest again in the backward pass: less memory, a third more time
    public KernelTokenLearner(CausalLm model, long seed, boolean checkpointing) {
        this.model = model;
        trunk = new KernelTrunk(model, seed, checkpointing);
        head = new TokenHead(model, trunk.weights(), trunk.scratch());
    }

    /// Whether every layer of the model has a form here and the machine has a BLAS library.
    public static boolean supports(CausalLm model) {
        return KernelTrunk.supports(model);
    }

    @Override public Seen learn(TokenBatch batch, TokenLoss loss, double scale, long pass) {
        Layout layout = Layout.of(batch.segments());
        Floats states = trunk.learn(batch, layout, pass);
        Seen seen = head.run(batch, loss, scale, states, trunk.slope(batch.tokens()));
        if (seen.labels() > 0) trunk.backward(batch, layout);
        return seen;
    }

    @Override public Seen measure(TokenBatch batch, TokenLoss loss) {
        return head.run(batch, loss, 0, trunk.read(batch, true), null);
    }

    @Override public Predictions learn(TokenBatch batch, double temperature, long pass, Objective objective) {
        Layout layout = Layout.of(batch.segments());
        Floats states = trunk.learn(batch, layout, pass);
        Predictions predictions = head.learn(batch, temperature, objective, states, trunk.slope(batch.tokens()));
        if (predictions.labels() > 0) trunk.backward(batch, layout);
        return predictions;
    }

    @Override public Predictions predict(TokenBatch batch, double temperature) {
        return head.predict(batch, temperature, trunk.read(batch, true));
    }

    @Override public Predictor withoutAdapter() {
        if (!model.trainsAdapterAlone()) throw new IllegalStateException("more than an adapter is trained");
        return (batch, temperature) -> head.predict(batch, temperature, trunk.read(batch, false));
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
