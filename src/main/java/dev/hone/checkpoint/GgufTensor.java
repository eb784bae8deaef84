package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/// A tensor of a GGUF file, mapped and still quantised.
/// @param shape as PyTorch says it, the slowest axis first (GGUF itself stores the fastest first)
public record GgufTensor(Path file, String name, GgufType type, long[] shape, MemorySegment bytes) {
    /// About as many numbers as one thread turns at a time.
    private static final int CHUNK = 1 << 16;

    /// Numbers in a row, the fastest axis.
    public long rowLength() {
        return shape.length == 0 ? 1 : shape[shape.length - 1];
    }

    public long rows() {
        return count() / Math.max(1, rowLength());
    }

    public long count() {
        return bytes.byteSize() / type.bytes() * type.block();
    }

    /// Checks that the type can be turned into numbers, before long work starts.
    void requireReadable() {
        if (type.reader().isEmpty()) throw new UserError(file + ": tensor " + name + " is quantised as " + type
                + ", which Hone cannot read; it reads " + GgufType.readable());
    }

    /// All numbers as float32.
    public float[] toFloats() {
        float[] floats = new float[Math.toIntExact(count())];
        writeRows(0, rows(), row -> row, 0, DType.FLOAT32, MemorySegment.ofArray(floats));
        return floats;
    }

    /// Writes rows as `to`, on all cores. Row r of the result is row `first + order(r)` of this tensor, plus `shift`.
    void writeRows(long first, long count, LongUnaryOperator order, float shift, DType to, MemorySegment out) {
        requireReadable();
        long length = rowLength();
        if (length == 0 || count == 0) return;
        long parts = (length + CHUNK - 1) / CHUNK;
        long part = (length / type.block() + parts - 1) / parts * type.block();
        long rowsAtOnce = Math.max(1, CHUNK / length);
        LongStream.range(0, (count + rowsAtOnce - 1) / rowsAtOnce).parallel().forEach(chunk -> {
            byte[] packed = new byte[Math.toIntExact(part / type.block() * type.bytes())];
            float[] numbers = new float[Math.toIntExact(part)];
            for (long row = chunk * rowsAtOnce; row < Math.min(count, (chunk + 1) * rowsAtOnce); row++)
                for (long at = 0; at < length; at += part)
                    writePart((first + order.applyAsLong(row)) * length + at, Math.min(part, length - at), packed, numbers, shift,
                            to, out, row * length + at);
        });
    }

    private void writePart(long from, long count, byte[] packed, float[] numbers, float shift, DType to, MemorySegment out, long target) {
        int blocks = (int) (count / type.block());
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from / type.block() * type.bytes(), packed, 0, blocks * type.bytes());
        type.reader().orElseThrow().read(packed, 0, numbers, 0, blocks);
        if (shift != 0) for (int i = 0; i < count; i++) numbers[i] += shift;
        FloatFormat.write(numbers, (int) count, out, to, target);
    }
}
