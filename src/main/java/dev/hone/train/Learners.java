package dev.hone.train;

import dev.hone.loss.RouterBalance;
import dev.hone.model.AutogradLearner;
import dev.hone.model.CausalLm;
import dev.hone.model.Learner;
import dev.hone.model.learn.KernelLearner;
import dev.hone.tensor.Tensor;

/// Chooses how a model's gradients are computed: by kernels of our own where they know its layers, else by libtorch.
public final class Learners {
    private Learners() {}

    /// To be called while the [dev.hone.tensor.TensorScope] that shall own the weights is open.
    /// @param seed          what dropout is drawn from
    /// @param checkpointing compute activations twice to save memory
    /// @param balanceWeight of the router's balance loss in a mixture of experts; 0 for none
    public static Learner of(CausalLm model, long seed, boolean checkpointing, double balanceWeight) {
        return KernelLearner.supports(model) ? new KernelLearner(model, seed, checkpointing) : new AutogradLearner(model, seed, balance(model, balanceWeight));
    }

    private static AutogradLearner.Balance balance(CausalLm model, double weight) {
        if (weight == 0 || model.config().experts() == null) return null;
        int topK = model.config().experts().routing().topK();
        return new AutogradLearner.Balance(weight, (logits, segments) -> {
            int[] copies = segments.copies();
            float[] counts = new float[copies.length];
            for (int i = 0; i < counts.length; i++) counts[i] = copies[i];
            return RouterBalance.of(logits, topK, Tensor.of(counts));
        });
    }
}
