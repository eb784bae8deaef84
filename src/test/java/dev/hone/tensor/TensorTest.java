package dev.hone.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorTest {
    private TensorScope scope;

    @BeforeEach void open() {
        scope = TensorScope.open();
    }

    @AfterEach void close() {
        scope.close();
    }

    @Test void linearIsTheProductWithTheTransposedWeight() {
        // x = [1 2], W = [[3 4] [5 6]]: x Wᵀ = [1*3 + 2*4, 1*5 + 2*6] = [11 17]; plus b = [1 1]
        Tensor x = Tensor.of(new float[] {1, 2}, 1, 2);
        Tensor w = Tensor.of(new float[] {3, 4, 5, 6}, 2, 2);
        assertArrayEquals(new float[] {11, 17}, x.linear(w).toFloats());
        assertArrayEquals(new float[] {12, 18}, x.linear(w, Tensor.of(new float[] {1, 1}, 2)).toFloats());
    }

    @Test void backwardGivesTheGradient() {
        // d/dx sum(x²) = 2x
        Tensor x = Tensor.of(new float[] {1, -3}, 2).requireGrad();
        x.mul(x).sum().backward();
        assertArrayEquals(new float[] {2, -6}, x.grad().toFloats());
    }

    @Test void nothingIsRecordedWhenAutogradIsOff() {
        Tensor x = Tensor.of(new float[] {1}, 1).requireGrad();
        try (var _ = Autograd.off()) {
            assertFalse(x.mul(2).requiresGrad());
        }
        assertTrue(x.mul(2).requiresGrad());
    }

    @Test void bfloat16RoundsToEightBits() {
        // 1 + 2^-8 lies half-way between the bfloat16 numbers 1 and 1 + 2^-7: ties go to even, which is 1
        assertArrayEquals(new float[] {1}, Tensor.of(new float[] {1 + 1 / 256f}, 1).to(DType.BFLOAT16).toFloats());
    }

    @Test void rawBytesBecomeNumbers() {
        Tensor x = Tensor.copied(MemorySegment.ofArray(new int[] {7, -1}), DType.INT32, 2);
        assertArrayEquals(new long[] {7, -1}, x.toLongs());
        assertThrows(IllegalArgumentException.class, () -> Tensor.copied(MemorySegment.ofArray(new int[3]), DType.INT32, 2));
    }

    @Test void aFailureNamesTheOperationAndShapesInOneSentence() {
        var error = assertThrows(TensorError.class, () -> Tensor.of(new float[6], 2, 3).matmul(Tensor.of(new float[8], 4, 2)));
        assertTrue(error.getMessage().startsWith("matmul of [2, 3] float32 and [4, 2] float32: "), error.getMessage());
        assertFalse(error.getMessage().contains("\n"), error.getMessage());
        assertFalse(error.getMessage().contains(".cpp"), error.getMessage());
        assertTrue(error.getMessage().length() < 200, error.getMessage());
    }

    @Test void aMissingKernelsPagesAreCut() {
        var error = assertThrows(TensorError.class, () -> Tensor.ofIds(1, 2).linear(Tensor.of(new float[4], 2, 2)));
        assertTrue(error.getMessage().length() < 300, error.getMessage());
    }

    @Test void topkOrdersFromTheLargest() {
        var best = Tensor.of(new float[] {1, 9, 4}, 3).topk(2, 0);
        assertArrayEquals(new float[] {9, 4}, best.values().toFloats());
        assertArrayEquals(new long[] {1, 2}, best.indices().toLongs());
    }

    @Test void permutationsAreThoseOfPython() {
        // torch.randperm(10, generator=torch.Generator().manual_seed(42)) and 43
        assertArrayEquals(new long[] {2, 6, 1, 8, 4, 5, 0, 9, 3, 7}, Engine.permutation(10, 42));
        assertArrayEquals(new long[] {8, 4, 9, 0, 5, 1, 6, 7, 2, 3}, Engine.permutation(10, 43));
    }

    @Test void theSameSeedGivesTheSameNumbers() {
        Engine.seed(3);
        float[] first = Tensor.randn(DType.FLOAT32, Device.CPU, 4).toFloats();
        Engine.seed(3);
        assertArrayEquals(first, Tensor.randn(DType.FLOAT32, Device.CPU, 4).toFloats());
    }

    @Test void changingInPlaceRaisesTheVersion() {
        Tensor x = Tensor.zeros(DType.FLOAT32, Device.CPU, 2);
        long before = x.version();
        x.add_(x);
        assertEquals(before + 1, x.version());
    }
}
