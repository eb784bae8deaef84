package dev.hone.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedMatrixTest {
    @Test void aRowMeetsEachRowOfW() {
        // x = [1 2], W = [[3 4] [5 6]], b = [10 20]: [3 + 8 + 10, 5 + 12 + 20] = [21 37]
        var w = PackedMatrix.of(2, List.of(new PackedMatrix.Part(MemorySegment.ofArray(new float[] {3, 4, 5, 6}), DType.FLOAT32,
                MemorySegment.ofArray(new float[] {10, 20}), DType.FLOAT32)));
        Floats out = new Floats(2);
        w.multiply(1, Floats.of(1, 2), 0, 2, out, 0, 2);
        assertArrayEquals(new float[] {21, 37}, out.toArray());
    }

    @ParameterizedTest
    @CsvSource({"1,7,5", "2,40,33", "3,64,16", "4,64,100", "5,31,17", "6,48,64", "7,128,70", "16,33,48", "200,65,90"})
    void productsAreThoseOfAPlainLoopInBothTypes(int rows, int outputs, int inputs) {
        var random = new Random(outputs);
        float[] x = normal(random, rows * inputs), w = normal(random, outputs * inputs);
        short[] half = new short[w.length];
        for (int i = 0; i < w.length; i++) half[i] = Numbers.toBfloat16(w[i]);
        check(rows, outputs, inputs, x, w, MemorySegment.ofArray(w), DType.FLOAT32);
        float[] rounded = Numbers.read(MemorySegment.ofArray(half), DType.BFLOAT16);
        check(rows, outputs, inputs, x, rounded, MemorySegment.ofArray(half), DType.BFLOAT16);
    }

    private static void check(int rows, int outputs, int inputs, float[] x, float[] w, MemorySegment stored, DType type) {
        var packed = PackedMatrix.of(inputs, List.of(new PackedMatrix.Part(stored, type, null, null)));
        Floats out = new Floats(rows * outputs);
        packed.multiply(rows, Floats.of(x), 0, inputs, out, 0, outputs);
        float[] expected = new float[rows * outputs];
        for (int r = 0; r < rows; r++) {
            for (int n = 0; n < outputs; n++) {
                float sum = 0;
                for (int k = 0; k < inputs; k++) sum = Math.fma(x[r * inputs + k], w[n * inputs + k], sum);
                expected[r * outputs + n] = sum;
            }
        }
        assertArrayEquals(expected, out.toArray(), "the order of the sum is k, so bits are equal");
        Floats row = new Floats(inputs);
        packed.row(outputs - 1, row, 0);
        assertArrayEquals(Arrays.copyOfRange(w, (outputs - 1) * inputs, outputs * inputs), row.toArray());
    }

    @Test void partsAreOneProduct() {
        float[] a = {1, 0, 0, 1, 2, 2}, b = {5, 5};
        var both = PackedMatrix.of(2, List.of(part(a), part(b)));
        assertEquals(4, both.outputs());
        Floats out = new Floats(4);
        both.multiply(1, Floats.of(3, 4), 0, 2, out, 0, 4);
        assertArrayEquals(new float[] {3, 4, 14, 35}, out.toArray());
        both.fill(3, part(new float[] {0, 1}));
        both.multiply(1, Floats.of(3, 4), 0, 2, out, 0, 4);
        assertArrayEquals(new float[] {3, 4, 14, 4}, out.toArray());
    }

    @Test void aBufferThatIsTooShortIsRefused() {
        var w = PackedMatrix.of(2, List.of(part(new float[] {1, 2})));
        assertThrows(IndexOutOfBoundsException.class, () -> w.multiply(2, Floats.of(1, 2), 0, 2, new Floats(2), 0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> w.multiply(2, Floats.of(1, 2, 3, 4), 0, 2, new Floats(1), 0, 1));
    }

    private static PackedMatrix.Part part(float[] rows) {
        return new PackedMatrix.Part(MemorySegment.ofArray(rows), DType.FLOAT32, null, null);
    }

    private static float[] normal(Random random, int count) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) out[i] = (float) random.nextGaussian();
        return out;
    }
}
