package dev.hone.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A message in protobuf's wire format, written field by field: each field is its number and kind, then its value.
/// Source: protobuf.dev, "Encoding".
final class Protobuf {
    private static final int VARINT = 0, FIXED_64 = 1, BYTES = 2, FIXED_32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Protobuf integer(int field, long value) {
        return key(field, VARINT).varint(value);
    }

    Protobuf number(int field, double value) {
        key(field, FIXED_64);
        out.writeBytes(ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
        return this;
    }

    Protobuf number(int field, float value) {
        key(field, FIXED_32);
        out.writeBytes(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
        return this;
    }

    Protobuf text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Protobuf message(int field, Protobuf value) {
        return bytes(field, value.toBytes());
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private Protobuf bytes(int field, byte[] value) {
        key(field, BYTES).varint(value.length);
        out.writeBytes(value);
        return this;
    }

    private Protobuf key(int field, int kind) {
        return varint((long) field << 3 | kind);
    }

    /// Seven bits a byte, lowest first; the highest bit says that more follow.
    private Protobuf varint(long value) {
        long rest = value;
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) out.write((int) (rest & 0x7F | 0x80));
        out.write((int) rest);
        return this;
    }
}
