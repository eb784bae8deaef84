package dev.hone.tensor;

import java.lang.foreign.MemorySegment;

/// A tensor as it lies in a file: little-endian numbers in row-major order, read-only and mapped, so that looking at one
/// costs nothing until its bytes are touched. Valid until the [Safetensors] it came from is closed.
/// @param bytes as many bytes as the shape and type need; the address may be unaligned in files of other writers
public record StoredTensor(String name, DType dtype, long[] shape, MemorySegment bytes) {
    /// How many numbers it holds.
    public long count() {
        return bytes.byteSize() / dtype.bytes();
    }
}
