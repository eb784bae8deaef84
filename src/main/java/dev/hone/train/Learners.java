package dev.hone.train;

import dev.hone.loss.RouterBalance;
import dev.hone.model.CausalLm;
import dev.hone.model.ScoreLearner;
import dev.hone.model.TokenLearner;
import dev.hone.model.autograd.AutogradScoreLearner;
import dev.hone.model.autograd.AutogradTokenLearner;
import dev.hone.model.learn.KernelScoreLearner;
import dev.hone.model.learn.KernelTokenLearner;
import dev.hone.tensor.Tensor;

/// Chooses how a model's gradients are computed: by kernels of our own where they know its layers, else by libtorch.
/// All are to be made while the [dev.hone.tensor.TensorScope] that shall own the weights is open.
public final class Learners {
    private Learners() {}

    /// @param seed          what dropout is drawn from
    /// @param checkpointing compute activations twice to save memory
    /// @param balanceWeight of the router's balance loss in a mixture of experts; 0 for none
    public static TokenLearner of(CausalLm model, long seed, boolean checkpointing, double balanceWeight) {
        return KernelTokenLearner.supports(model) ? new KernelTokenLearner(model, seed, checkpointing)
                : new AutogradTokenLearner(model, seed, balance(model, balanceWeight));
    }

    /// For a model whose head is a score.
    public static ScoreLearner ofScores(CausalLm model, long seed, boolean checkpointing) {
        return KernelTokenLearner.supports(model) ? new KernelScoreLearner(model, seed, checkpointing) : new AutogradScoreLearner(model, seed);
    }

    private static AutogradTokenLearner.Balance balance(CausalLm model, double weight) {
        if (weight == 0 || model.config().experts() == null) return null;
        int topK = model.config().experts().routing().topK();
        return new AutogradTokenLearner.Balance(weight, (logits, segments) -> {
            int[] copies = segments.copies();
            float[] counts = new float[copies.length];
            for (int i = 0; i < counts.length; i++) counts[i] = copies[i];
            return RouterBalance.of(logits, topK, Tensor.of(counts));
        });
    }
}
