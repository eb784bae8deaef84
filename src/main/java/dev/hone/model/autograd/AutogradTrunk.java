package dev.hone.model.autograd;

import dev.hone.batch.TokenBatch;
import dev.hone.model.CausalLm;
import dev.hone.model.Learner;
import dev.hone.model.Learner.Weight;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Dropout;
import java.util.List;

/// A model's weights as libtorch's leaves, and passes through its layers. A head reads the hidden states at some places, and
/// hands their gradient back.
final class AutogradTrunk {
    private final CausalLm model;
    private final long seed;
    private final TensorScope scope;
    private final List<Weight> weights;

    /// @param model not loaded yet; its weights become this one's, as float32 on the CPU
    AutogradTrunk(CausalLm model, long seed) {
        this.model = model;
        this.seed = seed;
        this.scope = TensorScope.open();
        try {
            model.load(DType.FLOAT32, Device.CPU);
            this.weights = model.trained().stream().map(AutogradTrunk::weight).toList();
        } catch (RuntimeException | Error fault) {
            scope.close();
            throw fault;
        }
    }

    private static Weight weight(Parameter parameter) {
        Tensor gradient = Tensor.zeros(DType.FLOAT32, Device.CPU, parameter.shape());
        return new Weight(parameter.name(), parameter.tensor().requireGrad(gradient), gradient);
    }

    List<Weight> weights() {
        return weights;
    }

    /// @param pass what dropout is drawn from beside the seed, or [Learner#WITHOUT_DROPOUT]
    CausalLm.Outcome learn(TokenBatch batch, long pass) {
        return model.forward(Tensor.ofIds(batch.ids()), batch.segments(), pass == Learner.WITHOUT_DROPOUT ? null : new Dropout(seed, pass), true);
    }

    /// @param adapter whether an adapter takes part
    CausalLm.Outcome read(TokenBatch batch, boolean adapter) {
        return model.forward(Tensor.ofIds(batch.ids()), batch.segments(), null, adapter);
    }

    void clearGradients() {
        weights.forEach(weight -> weight.gradient().zero_());
    }

    void close() {
        scope.close();
    }
}
