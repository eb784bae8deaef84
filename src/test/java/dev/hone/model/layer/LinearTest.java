package dev.hone.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.batch.Segments;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Dropout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// W = ((3, 4), (0, 5)), b = (10, 20), A = (1, 1), B = (1, 2)ᵀ, scaling 2, so that scaling · B A = ((2, 2), (4, 4)).
class LinearTest {
    @Test void theChangeIsAdded() {
        // W x + b = (3 + 8 + 10, 10 + 20) = (21, 30); A x = 3, so the change is 2 · 3 · (1, 2)
        assertArrayEquals(new float[] {21 + 6, 30 + 12}, forward(layer(null, 0), null, 1, 2));
    }

    @Test void doraScalesAllButTheBias() {
        // rows of W + change: (5, 6) and (4, 9), of length √61 and √97; magnitudes (2, 3)
        double first = 2 / Math.sqrt(61), second = 3 / Math.sqrt(97);
        assertArrayEquals(new float[] {(float) (first * (11 + 6) + 10), (float) (second * (10 + 12) + 20)},
                forward(layer(new float[] {2, 3}, 0), null, 1, 2), 1e-5f);
    }

    @Test void aPartHasItsRowsOfEveryWeight() {
        double second = 3 / Math.sqrt(97);
        assertArrayEquals(new float[] {(float) (second * (10 + 12) + 20)}, forward(layer(new float[] {2, 3}, 0).part(1, 1), null, 1, 2), 1e-5f);
    }

    /// Dropout of a half keeps an input twice as large or leaves it out; the frozen product of DoRA sees the same inputs.
    @Test void dropoutIsOnTheAdaptersInputsAndOnDorasProduct() {
        var training = new Dropout(1, 0);
        float[] kept = new float[2];
        training.write("layer.lora_A.weight", 0.5, MemorySegment.ofArray(kept));
        float x = kept[0], y = 2 * kept[1];
        assertArrayEquals(new float[] {21 + 2 * (x + y), 30 + 4 * (x + y)}, forward(layer(null, 0.5), training, 1, 2));
        assertArrayEquals(new float[] {27, 42}, forward(layer(null, 0.5), null, 1, 2));

        double first = 2 / Math.sqrt(61);
        double expected = 21 + (first - 1) * (3 * x + 4 * y) + first * 2 * (x + y);
        assertEquals(expected, forward(layer(new float[] {2, 3}, 0.5), training, 1, 2)[0], 1e-5);
    }

    /// The norms of DoRA are constants to the gradient: d y₀ / d B₀ is scale · scaling · A x.
    @Test void dorasNormsHaveNoGradient() {
        try (var _ = TensorScope.open()) {
            Linear layer = layer(new float[] {2, 3}, 0);
            load(layer);
            layer.lora().b().requireGrad();
            layer.lora().magnitude().requireGrad();
            layer.forward(Tensor.of(new float[] {1, 2}, 1, 2), new Pass(Segments.of(1), Device.CPU)).select(1, 0).sum().backward();
            double length = Math.sqrt(61);
            assertArrayEquals(new float[] {(float) (2 / length * 2 * 3), 0}, layer.lora().b().tensor().grad().toFloats(), 1e-5f);
            assertArrayEquals(new float[] {(float) ((11 + 6) / length), 0}, layer.lora().magnitude().tensor().grad().toFloats(), 1e-5f);
        }
    }

    @Test void theAdapterStaysFloat32UnderBfloat16() {
        try (var _ = TensorScope.open()) {
            Linear layer = layer(new float[] {2, 3}, 0);
            for (Parameter weight : weights(layer)) weight.load(DType.BFLOAT16, Device.CPU);
            assertEquals(DType.FLOAT32, layer.lora().a().tensor().dtype());
            Tensor y = layer.forward(Tensor.of(new float[] {1, 2}, 1, 2).to(DType.BFLOAT16), new Pass(Segments.of(1), Device.CPU));
            assertEquals(DType.BFLOAT16, y.dtype());
            assertEquals(2 / Math.sqrt(61) * 17 + 10, y.toFloats()[0], 0.1);
        }
    }

    private static float[] forward(Linear layer, Dropout dropout, float... x) {
        try (var _ = TensorScope.open()) {
            load(layer);
            return layer.forward(Tensor.of(x, 1, x.length), new Pass(Segments.of(1), Device.CPU, dropout, true)).toFloats();
        }
    }

    private static Linear layer(float[] magnitude, double dropout) {
        var lora = new Lora(parameter("layer.lora_A.weight", new long[] {1, 2}, 1, 1), parameter("layer.lora_B.weight", new long[] {2, 1}, 1, 2),
                magnitude == null ? null : parameter("layer.lora_magnitude_vector", new long[] {2}, magnitude), 2, dropout);
        return new Linear(new Parameter(stored("layer.weight", new long[] {2, 2}, 3, 4, 0, 5)),
                new Parameter(stored("layer.bias", new long[] {2}, 10, 20))).with(lora);
    }

    private static Parameter parameter(String name, long[] shape, float... numbers) {
        return new Parameter(stored(name, shape, numbers), Parameter.Role.ADAPTER);
    }

    private static StoredTensor stored(String name, long[] shape, float... numbers) {
        return new StoredTensor(name, DType.FLOAT32, shape, MemorySegment.ofArray(numbers));
    }

    private static void load(Linear layer) {
        for (Parameter weight : weights(layer)) weight.load(DType.FLOAT32, Device.CPU);
    }

    private static List<Parameter> weights(Linear layer) {
        return Stream.of(layer.weight(), layer.bias(), layer.lora().a(), layer.lora().b(), layer.lora().magnitude())
                .filter(Objects::nonNull).toList();
    }
}
