package dev.hone.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/// Our dtypes and libtorch's.
final class Types {
    private Types() {}

    static ScalarType toTorch(DType type) {
        return switch (type) {
            case FLOAT32 -> ScalarType.Float;
            case FLOAT16 -> ScalarType.Half;
            case BFLOAT16 -> ScalarType.BFloat16;
            case FLOAT64 -> ScalarType.Double;
            case INT64 -> ScalarType.Long;
            case INT32 -> ScalarType.Int;
            case INT16 -> ScalarType.Short;
            case INT8 -> ScalarType.Char;
            case UINT8 -> ScalarType.Byte;
            case BOOL -> ScalarType.Bool;
        };
    }

    static DType fromTorch(ScalarType type) {
        for (DType ours : DType.values()) if (toTorch(ours) == type.intern()) return ours;
        throw new IllegalStateException("libtorch made a tensor of type " + type + ", which Hone does not use");
    }
}
