package dev.hone.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory that is given back to the system and used again: of small arrays, and of those that are mapped by themselves.
class ReleasedMemoryTest {
    @ParameterizedTest @ValueSource(ints = {1, 1000, 1 << 18, (1 << 20) + 3})
    void numbersAreZerosAndCanBeSetAgain(int length) {
        var numbers = new Floats(length);
        for (int i = 0; i < length; i++) numbers.set(i, i + 1);
        numbers.release();
        assertArrayEquals(new float[length], numbers.toArray());
        numbers.set(length - 1, 7);
        assertEquals(7, numbers.get(length - 1));
    }

    /// A matrix of 1,037 outputs, which is no multiple of a panel's.
    @Test void aMatrixIsWhatItWasOnceItIsFilledAgain() {
        float[] rows = new float[1037 * 300];
        for (int i = 0; i < rows.length; i++) rows[i] = (i * 31 % 17 - 8) / 8f;
        var part = new PackedMatrix.Part(MemorySegment.ofArray(rows), DType.FLOAT32, null, null);
        var matrix = PackedMatrix.of(300, List.of(part));
        float[] x = new float[300];
        Arrays.fill(x, 0.5f);
        float[] before = product(matrix, x);
        matrix.release();
        matrix.fill(0, part);
        assertArrayEquals(before, product(matrix, x));
    }

    private static float[] product(PackedMatrix matrix, float[] x) {
        var results = new Floats(matrix.outputs());
        matrix.multiply(1, Floats.of(x), 0, matrix.inputs(), results, 0, matrix.outputs());
        return results.toArray();
    }
}
