package dev.hone.checkpoint;

import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A tensor to write. Its size is known ahead, its bytes are asked for only when their turn comes, so that a model
/// larger than the memory can be written.
public record TensorSource(String name, DType dtype, long[] shape, Bytes bytes) {
    /// Where the bytes come from.
    @FunctionalInterface
    public interface Bytes {
        /// The tensor's little-endian numbers in row-major order.
        /// @param scratch for what has to be computed first; freed once the tensor is written
        MemorySegment in(Arena scratch);
    }

    public TensorSource {
        for (long side : shape) if (side < 0) throw new IllegalArgumentException(name + ": negative shape");
    }

    /// The tensor of another file, as it is.
    public static TensorSource of(StoredTensor tensor) {
        return new TensorSource(tensor.name(), tensor.dtype(), tensor.shape(), _ -> tensor.bytes());
    }

    /// The same numbers as `dtype`; what is not of the usual floating formats stays as it is.
    static TensorSource as(StoredTensor tensor, DType dtype) {
        boolean stays = tensor.dtype() == dtype || !tensor.dtype().isFloating() || tensor.dtype() == DType.FLOAT64;
        if (stays) return of(tensor);
        return new TensorSource(tensor.name(), dtype, tensor.shape(), scratch -> {
            var converted = scratch.allocate(tensor.count() * dtype.bytes(), 64);
            FloatFormat.convert(tensor.bytes(), tensor.dtype(), converted, dtype);
            return converted;
        });
    }

    public long count() {
        long count = 1;
        for (long side : shape) count = Math.multiplyExact(count, side);
        return count;
    }

    public long byteSize() {
        return Math.multiplyExact(count(), dtype.bytes());
    }
}
