package dev.hone.model;

import dev.hone.tensor.Tensor;
import java.util.List;

/// A model that learns: its trained weights in memory and their gradients. What passes make the gradients is said by
/// [TokenLearner] and [ScoreLearner].
///
/// Two engines exist and compute the same numbers: one by libtorch's autograd, for every family; one by kernels of our own.
public interface Learner extends AutoCloseable {
    /// As the number of a pass: nothing is left out of an adapter's inputs.
    long WITHOUT_DROPOUT = -1;

    /// One trained weight.
    /// @param name     as in the checkpoint (or in the adapter's file, without PEFT's prefix)
    /// @param value    float32, changed in place by the optimizer
    /// @param gradient of the same shape, gathered since [#clearGradients]
    record Weight(String name, Tensor value, Tensor gradient) {}

    /// The trained weights in the model's order; the same list, with the same tensors, until this is closed.
    List<Weight> weights();

    /// Makes room for passes of up to as many tokens now, so that memory does not grow in the middle of a run.
    void reserve(int tokens);

    /// Sets all gradients to zero.
    void clearGradients();

    /// To be called when the optimizer has changed the weights, before the next pass.
    void weightsChanged();

    /// Gives the memory of passes back until the next one, while something else needs it. Weights stay; gradients are zeros.
    default void rest() {
        clearGradients();
    }

    @Override void close();
}
