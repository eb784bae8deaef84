package dev.hone.tensor;

import java.util.Locale;

/// How one number is stored. The names are those of PyTorch; safetensors writes them shorter (`F32`, `BF16`, ...).
public enum DType {
    FLOAT32(4, "F32"), FLOAT16(2, "F16"), BFLOAT16(2, "BF16"), FLOAT64(8, "F64"),
    INT64(8, "I64"), INT32(4, "I32"), INT16(2, "I16"), INT8(1, "I8"), UINT8(1, "U8"), BOOL(1, "BOOL");

    private final int bytes;
    private final String safetensorsName;

    DType(int bytes, String safetensorsName) {
        this.bytes = bytes;
        this.safetensorsName = safetensorsName;
    }

    /// Bytes that one number takes.
    public int bytes() {
        return bytes;
    }

    public String safetensorsName() {
        return safetensorsName;
    }

    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT16 || this == BFLOAT16 || this == FLOAT64;
    }

    /// The name users write and PyTorch prints: `float32`, `bfloat16`, ...
    public String torchName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
