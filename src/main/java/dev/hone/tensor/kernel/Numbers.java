package dev.hone.tensor.kernel;

import dev.hone.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Stored numbers as float32, and back.
public final class Numbers {
    private Numbers() {}

    /// Reads `count` stored numbers from number `start` on.
    /// @param type a floating type
    public static void read(MemorySegment stored, DType type, long start, float[] target, int count) {
        switch (type) {
            case FLOAT32 -> MemorySegment.copy(stored, ValueLayout.JAVA_FLOAT_UNALIGNED, start * 4, target, 0, count);
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    target[i] = Float.intBitsToFloat(stored.get(ValueLayout.JAVA_SHORT_UNALIGNED, (start + i) * 2) << 16);
                }
            }
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    target[i] = Float.float16ToFloat(stored.get(ValueLayout.JAVA_SHORT_UNALIGNED, (start + i) * 2));
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < count; i++) target[i] = (float) stored.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, (start + i) * 8);
            }
            case INT64, INT32, INT16, INT8, UINT8, BOOL -> throw new IllegalArgumentException("weights of type " + type.torchName());
        }
    }

    public static float[] read(MemorySegment stored, DType type) {
        float[] out = new float[Math.toIntExact(stored.byteSize() / type.bytes())];
        read(stored, type, 0, out, out.length);
        return out;
    }

    /// The nearest bfloat16, ties to even; a NaN stays one.
    public static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) return (short) (bits >>> 16 | 0x40);
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }

    /// The nearest bfloat16, as a float.
    public static float roundToBfloat16(float value) {
        return Float.intBitsToFloat(toBfloat16(value) << 16);
    }
}
