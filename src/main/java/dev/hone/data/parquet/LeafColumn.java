package dev.hone.data.parquet;

import com.github.luben.zstd.Zstd;
import dev.hone.data.parquet.ColumnType.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The values of one leaf of the schema, with the levels that say where each belongs.
/// Source: Melnik et al. 2010, "Dremel", section 4.1; apache/parquet-format, Encodings.md.
final class LeafColumn {
    /// Numbers of the format: encodings, and the compression.
    static final int PLAIN = 0, RLE = 3, ZSTD = 6;

    final List<String> path;
    final Kind kind;
    private final int highestRepetition, highestDefinition;
    private int[] repetitions = new int[1 << 10], definitions = new int[1 << 10];
    private int count, bits;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();

    /// @param highestRepetition lists that it is in
    /// @param highestDefinition things on the way to it that may be missing
    LeafColumn(List<String> path, Kind kind, int highestRepetition, int highestDefinition) {
        this.path = path;
        this.kind = kind;
        this.highestRepetition = highestRepetition;
        this.highestDefinition = highestDefinition;
    }

    /// @param repetition the list that goes on with this value; 0 for a new row
    /// @param definition things on the way that are there
    /// @param value      null where it is missing
    void add(int repetition, int definition, JsonNode value) {
        if (count == repetitions.length) {
            repetitions = Arrays.copyOf(repetitions, 2 * count);
            definitions = Arrays.copyOf(definitions, 2 * count);
        }
        repetitions[count] = repetition;
        definitions[count++] = definition;
        if (value != null) add(value);
    }

    private void add(JsonNode value) {
        switch (kind) {
            case TEXT -> {
                byte[] bytes = value.stringValue().getBytes(StandardCharsets.UTF_8);
                values.writeBytes(little(4).putInt(bytes.length).array());
                values.writeBytes(bytes);
            }
            case INT64 -> values.writeBytes(little(8).putLong(value.longValue()).array());
            case DOUBLE -> values.writeBytes(little(8).putDouble(value.doubleValue()).array());
            case BOOLEAN -> addBit(value.booleanValue());
        }
    }

    private byte pending;

    /// Eight to a byte, the first in the lowest place.
    private void addBit(boolean bit) {
        if (bit) pending |= (byte) (1 << bits % 8);
        if (++bits % 8 == 0) flushBits();
    }

    private void flushBits() {
        values.write(pending);
        pending = 0;
    }

    int count() {
        return count;
    }

    /// About how many bytes it has.
    int size() {
        return values.size() + 2 * count;
    }

    /// @param bytes       a page with its header
    /// @param raw         how many it would be without compression
    record Chunk(byte[] bytes, long raw) {}

    /// All values as one page. The column is empty afterwards.
    Chunk page() {
        var body = new ByteArrayOutputStream();
        if (highestRepetition > 0) levels(body, repetitions, highestRepetition);
        if (highestDefinition > 0) levels(body, definitions, highestDefinition);
        if (bits % 8 != 0) flushBits();
        body.writeBytes(values.toByteArray());
        byte[] raw = body.toByteArray(), packed = Zstd.compress(raw);
        int values = count;
        byte[] header = ThriftWriter.bytes(page -> page.i32(1, 0).i32(2, raw.length).i32(3, packed.length)
                .struct(5, data -> data.i32(1, values).i32(2, PLAIN).i32(3, RLE).i32(4, RLE)));
        byte[] bytes = Arrays.copyOf(header, header.length + packed.length);
        System.arraycopy(packed, 0, bytes, header.length, packed.length);
        clear();
        return new Chunk(bytes, header.length + raw.length);
    }

    private void clear() {
        values.reset();
        count = 0;
        bits = 0;
    }

    /// Runs of equal levels, each as its length and the level, behind the number of bytes that they take.
    private void levels(ByteArrayOutputStream out, int[] levels, int highest) {
        var runs = new ByteArrayOutputStream();
        int bytes = (32 - Integer.numberOfLeadingZeros(highest) + 7) / 8;
        for (int from = 0, to; from < count; from = to) {
            to = from + 1;
            while (to < count && levels[to] == levels[from]) to++;
            ThriftWriter.varint(runs, (long) (to - from) << 1);
            for (int i = 0; i < bytes; i++) runs.write(levels[from] >> 8 * i);
        }
        out.writeBytes(little(4).putInt(runs.size()).array());
        out.writeBytes(runs.toByteArray());
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
