package dev.hone.model.autograd;

import dev.hone.batch.TokenBatch;
import dev.hone.model.CausalLm;
import dev.hone.model.ScoreLearner;
import dev.hone.tensor.Autograd;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.List;

/// Trains a model with a score for its head by libtorch's autograd, whatever its family.
public final class AutogradScoreLearner implements ScoreLearner {
    private final CausalLm model;
    private final AutogradTrunk trunk;

    /// @param model not loaded yet; its weights become this learner's, as float32 on the CPU
    /// @param seed  what dropout is drawn from, together with the number of the pass
    public AutogradScoreLearner(CausalLm model, long seed) {
        this.model = model;
        this.trunk = new AutogradTrunk(model, seed);
    }

    @Override public float[] learn(TokenBatch batch, int[] at, long pass, Objective objective) {
        try (var _ = TensorScope.open()) {
            Tensor scores = at(at, trunk.learn(batch, pass));
            float[] read = scores.detach().toFloats();
            scores.backward(Tensor.of(objective.slopes(read), at.length));
            return read;
        }
    }

    @Override public float[] scores(TokenBatch batch, int[] at) {
        try (var _ = TensorScope.open(); var _ = Autograd.off()) {
            return at(at, trunk.read(batch, true)).toFloats();
        }
    }

    /// `[M]`
    private Tensor at(int[] places, CausalLm.Outcome outcome) {
        return model.head().withoutAdapter(outcome.hidden().indexSelect(0, Tensor.ofIds(places))).squeeze(1);
    }

    @Override public List<Weight> weights() {
        return trunk.weights();
    }

    /// libtorch takes memory as it goes.
    @Override public void reserve(int tokens) {}

    @Override public void clearGradients() {
        trunk.clearGradients();
    }

    /// Layers read the weights themselves: nothing is kept that could be stale.
    @Override public void weightsChanged() {}

    @Override public void close() {
        trunk.close();
    }
}
