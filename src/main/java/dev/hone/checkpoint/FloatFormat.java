package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.LongStream;

/// The three floating formats of checkpoints, and the way between them. To a narrower format a number goes to the nearest
/// one there, to the even one of two that are equally near, as PyTorch and numpy round; NaN stays NaN.
public final class FloatFormat {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /// Numbers that one thread converts at a time.
    private static final int CHUNK = 1 << 16;

    private FloatFormat() {}

    /// A bfloat16 is the upper half of a float32.
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    public static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        // Rounding a NaN up could carry into the sign; keep its upper half and make sure that a bit of the fraction is set.
        if (value != value) return (short) (bits >>> 16 | 0x40);
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }

    public static float fromFloat16(short bits) {
        return Float.float16ToFloat(bits);
    }

    public static short toFloat16(float value) {
        return Float.floatToFloat16(value);
    }

    /// Checks that `dtype` is one of the three before long work starts.
    public static DType require(DType dtype) {
        return switch (dtype) {
            case FLOAT32, BFLOAT16, FLOAT16 -> dtype;
            default -> throw new UserError("dtype " + dtype.torchName() + " is not one of float32, bfloat16, float16");
        };
    }

    /// Reads `count` little-endian numbers of type `from`, beginning at number `first` of `source`.
    static void read(MemorySegment source, DType from, long first, float[] to, int count) {
        switch (require(from)) {
            case FLOAT32 -> MemorySegment.copy(source, FLOAT, first * 4, to, 0, count);
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) to[i] = fromBfloat16(source.get(SHORT, (first + i) * 2));
            }
            default -> {
                for (int i = 0; i < count; i++) to[i] = Float.float16ToFloat(source.get(SHORT, (first + i) * 2));
            }
        }
    }

    /// Writes `count` numbers as `to`, beginning at number `first` of `target`.
    static void write(float[] from, int count, MemorySegment target, DType to, long first) {
        switch (require(to)) {
            case FLOAT32 -> MemorySegment.copy(from, 0, target, FLOAT, first * 4, count);
            case BFLOAT16 -> {
                for (int i = 0; i < count; i++) target.set(SHORT, (first + i) * 2, toBfloat16(from[i]));
            }
            default -> {
                for (int i = 0; i < count; i++) target.set(SHORT, (first + i) * 2, Float.floatToFloat16(from[i]));
            }
        }
    }

    /// Converts all numbers of `source`, on all cores; `target` must have room for as many.
    public static void convert(MemorySegment source, DType from, MemorySegment target, DType to) {
        if (from == to) {
            MemorySegment.copy(source, 0, target, 0, source.byteSize());
            return;
        }
        long count = source.byteSize() / from.bytes();
        LongStream.range(0, (count + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
            long first = chunk * CHUNK;
            int size = (int) Math.min(CHUNK, count - first);
            float[] numbers = new float[size];
            read(source, from, first, numbers, size);
            write(numbers, size, target, to, first);
        });
    }
}
