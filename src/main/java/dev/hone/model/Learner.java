package dev.hone.model;

import dev.hone.batch.TokenBatch;
import dev.hone.tensor.Tensor;
import java.util.List;

/// A model that learns: its trained weights in memory, their gradients, and the pass that makes them.
/// The two that exist compute the same numbers: one by libtorch's autograd, for every family; one by kernels of our own.
public interface Learner extends AutoCloseable {
    /// One trained weight.
    /// @param name     as in the checkpoint (or in the adapter's file, without PEFT's prefix)
    /// @param value    float32, changed in place by the optimizer
    /// @param gradient of the same shape, gathered since [#clearGradients]
    record Weight(String name, Tensor value, Tensor gradient) {}

    /// What a pass over a batch saw, summed over its labels.
    /// @param loss    sum of the tokens' losses, unscaled
    /// @param labels  tokens that counted
    /// @param entropy sum of the entropies of the predictions, in nats
    /// @param correct labels that were the most likely token
    /// @param balance the router's balance loss of a mixture of experts, a mean over the batch's tokens; 0 in other models
    record Seen(double loss, int labels, double entropy, int correct, double balance) {
        public static final Seen NOTHING = new Seen(0, 0, 0, 0, 0);

        /// Both together; the balance loss is their mean by labels.
        public Seen plus(Seen other) {
            int all = labels + other.labels;
            double both = all == 0 ? 0 : (balance * labels + other.balance * other.labels) / all;
            return new Seen(loss + other.loss, all, entropy + other.entropy, correct + other.correct, both);
        }
    }

    /// The trained weights in the model's order; the same list, with the same tensors, until this is closed.
    List<Weight> weights();

    /// Makes room for passes of up to as many tokens now, so that memory does not grow in the middle of a run.
    void reserve(int tokens);

    /// Adds to the gradients those of `scale · Σ loss(label)` over the labels of the batch.
    /// @param pass numbers the passes of a run, from 0: dropout is drawn from it and the seed alone, so that a resumed run draws the same
    Seen learn(TokenBatch batch, TokenLoss loss, double scale, long pass);

    /// The same without gradients and without dropout.
    Seen measure(TokenBatch batch, TokenLoss loss);

    /// Sets all gradients to zero.
    void clearGradients();

    /// To be called when the optimizer has changed the weights, before the next pass.
    void weightsChanged();

    @Override void close();
}
