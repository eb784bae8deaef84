package dev.hone.model;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Engine;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.NativeMemory;
import java.lang.foreign.MemorySegment;

/// A base model's weights with a new output layer that gives one number: the beginning of a reward model or a critic.
/// @param base  holds the model's body; an output layer for tokens is passed over
/// @param score `[1, D]` float32
public record NewScore(Weights base, StoredTensor score) implements Weights {
    static final String NAME = "score.weight";
    private static final String EMBEDDING = "model.embed_tokens.weight";

    /// Drawn from a normal distribution around 0, by libtorch's generator started from the seed: the numbers that transformers begins with
    /// under the same seed.
    /// @param config of the model with the new layer; its `initializerRange` is the standard deviation
    public static NewScore over(Weights base, ModelConfig config, long seed) {
        try (var _ = TensorScope.open()) {
            Engine.seed(seed);
            return of(base, Tensor.randn(DType.FLOAT32, Device.CPU, 1, config.sizes().hidden()).mul(config.initializerRange()).toFloats());
        }
    }

    /// Zeros: a critic that expects nothing yet, rather than something at random.
    public static NewScore zero(Weights base, ModelConfig config) {
        return of(base, new float[config.sizes().hidden()]);
    }

    private static NewScore of(Weights base, float[] numbers) {
        if (!base.has(EMBEDDING)) throw new UserError("a model that scores cannot begin with these weights: they have no " + EMBEDDING);
        MemorySegment bytes = NativeMemory.allocate(numbers.length * 4L).copyFrom(MemorySegment.ofArray(numbers));
        return new NewScore(base, new StoredTensor(NAME, DType.FLOAT32, new long[] {1, numbers.length}, bytes));
    }

    @Override public boolean has(String name) {
        return name.equals(NAME) || base.has(name);
    }

    @Override public StoredTensor get(String name) {
        return name.equals(NAME) ? score : base.get(name);
    }
}
