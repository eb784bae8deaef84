package dev.hone.checkpoint;

import dev.hone.tensor.DType;
import java.util.Arrays;
import java.util.Optional;

/// The number types that a safetensors header may name, in the format's own order: a file's tensors lie by descending type,
/// then by name. Some can be listed and measured but not read.
enum StoredType {
    BOOL(8), F4(4), F6_E2M3(6), F6_E3M2(6), U8(8), I8(8), F8_E5M2(8), F8_E4M3(8), F8_E8M0(8), F8_E4M3FNUZ(8), F8_E5M2FNUZ(8),
    I16(16), U16(16), F16(16), BF16(16), I32(32), U32(32), F32(32), C64(64), F64(64), I64(64), U64(64);

    private final int bits;

    StoredType(int bits) {
        this.bits = bits;
    }

    int bits() {
        return bits;
    }

    static Optional<StoredType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    static StoredType of(DType dtype) {
        return valueOf(dtype.safetensorsName());
    }

    /// The type Hone computes with, or empty where it has none.
    Optional<DType> dtype() {
        return Arrays.stream(DType.values()).filter(dtype -> dtype.safetensorsName().equals(name())).findFirst();
    }
}
