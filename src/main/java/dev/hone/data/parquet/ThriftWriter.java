package dev.hone.data.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Writes a structure in Thrift's compact protocol, in which Parquet keeps what it says about its data. Fields come in the order of their numbers.
/// Source: Apache Thrift, thrift-compact-protocol.md.
final class ThriftWriter {
    private static final int I32 = 5, I64 = 6, BINARY = 8, LIST = 9, STRUCT = 12;

    private final ByteArrayOutputStream out;
    private int last;

    private ThriftWriter(ByteArrayOutputStream out) {
        this.out = out;
    }

    static byte[] bytes(Consumer<ThriftWriter> fields) {
        var out = new ByteArrayOutputStream();
        struct(out, fields);
        return out.toByteArray();
    }

    private static void struct(ByteArrayOutputStream out, Consumer<ThriftWriter> fields) {
        fields.accept(new ThriftWriter(out));
        out.write(0);
    }

    ThriftWriter i32(int field, int value) {
        return number(field, I32, value);
    }

    ThriftWriter i64(int field, long value) {
        return number(field, I64, value);
    }

    private ThriftWriter number(int field, int type, long value) {
        head(field, type);
        zigzag(value);
        return this;
    }

    ThriftWriter text(int field, String value) {
        head(field, BINARY);
        binary(value);
        return this;
    }

    ThriftWriter struct(int field, Consumer<ThriftWriter> fields) {
        head(field, STRUCT);
        struct(out, fields);
        return this;
    }

    <T> ThriftWriter structs(int field, List<T> items, BiConsumer<ThriftWriter, T> fields) {
        list(field, STRUCT, items.size());
        for (T item : items) struct(out, writer -> fields.accept(writer, item));
        return this;
    }

    ThriftWriter numbers(int field, List<Integer> values) {
        list(field, I32, values.size());
        values.forEach(value -> zigzag(value));
        return this;
    }

    ThriftWriter texts(int field, List<String> values) {
        list(field, BINARY, values.size());
        values.forEach(this::binary);
        return this;
    }

    /// A field's number is written as its distance to the one before, which is below 16 in Parquet.
    private void head(int field, int type) {
        out.write(field - last << 4 | type);
        last = field;
    }

    private void list(int field, int type, int size) {
        head(field, LIST);
        if (size < 15) out.write(size << 4 | type);
        else {
            out.write(0xF0 | type);
            varint(out, size);
        }
    }

    private void binary(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private void zigzag(long value) {
        varint(out, value << 1 ^ value >> 63);
    }

    /// Seven bits a byte, the lowest first.
    static void varint(ByteArrayOutputStream out, long value) {
        for (; (value & ~0x7FL) != 0; value >>>= 7) out.write((int) (value & 0x7F | 0x80));
        out.write((int) value);
    }
}
