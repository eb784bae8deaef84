package dev.hone.model.layer;

import dev.hone.tensor.DType;
import dev.hone.tensor.Tensor;

/// Where 16 bits are too few: sums of squares, softmax, angles.
final class Precision {
    private Precision() {}

    /// The same numbers with at least 32 bits.
    static Tensor wide(Tensor x) {
        return x.dtype() == DType.FLOAT64 ? x : x.to(DType.FLOAT32);
    }

    /// What attention computes in: on the CPU, libtorch's float32 kernels are ten times as fast as its bfloat16 ones.
    static Tensor forAttention(Tensor x) {
        return x.device().isCpu() ? wide(x) : x;
    }
}
