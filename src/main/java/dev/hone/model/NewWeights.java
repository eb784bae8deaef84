package dev.hone.model;

import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.kernel.NativeMemory;
import dev.hone.tensor.kernel.PlacedRandom;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The weights of a model that has learned nothing: matrices from a normal distribution around 0 with `initializer_range` for its
/// standard deviation, biases 0, norms that change nothing. Its numbers depend on the seed and the weights' names alone.
/// Source: transformers' `_init_weights`, without its generator.
public final class NewWeights implements Weights {
    private static final String HEAD = "lm_head.weight";

    private final ModelConfig config;
    private final long seed;

    public NewWeights(ModelConfig config, long seed) {
        this.config = config;
        this.seed = seed;
    }

    /// Whatever is asked for, but for an output layer of its own where it is the embedding.
    @Override public boolean has(String name) {
        return !(config.tiedEmbeddings() && name.equals(HEAD));
    }

    @Override public StoredTensor get(String name) {
        throw new IllegalStateException(name + " is not made yet, and no shape is given");
    }

    @Override public StoredTensor get(String name, long[] shape) {
        float[] numbers = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        if (shape.length > 1) drawNormal(name, numbers);
        else if (name.endsWith(".weight")) Arrays.fill(numbers, ofNorms());
        return new StoredTensor(name, DType.FLOAT32, shape, NativeMemory.allocate(numbers.length * 4L).copyFrom(MemorySegment.ofArray(numbers)));
    }

    /// Gemma's norms multiply by one more than their weights.
    private float ofNorms() {
        return config.architecture().startsWith("Gemma") ? 0 : 1;
    }

    /// Two uniform numbers make one normal number, after Box and Muller.
    private void drawNormal(String name, float[] numbers) {
        var random = new PlacedRandom(seed, 0, name);
        for (int i = 0; i < numbers.length; i++) {
            double length = Math.sqrt(-2 * Math.log(1 - random.uniform(2L * i)));
            numbers[i] = (float) (config.initializerRange() * length * Math.cos(2 * Math.PI * random.uniform(2L * i + 1)));
        }
    }
}
