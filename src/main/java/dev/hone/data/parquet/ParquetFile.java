package dev.hone.data.parquet;

import dev.hone.data.parquet.ColumnType.Leaf;
import dev.hone.data.parquet.ColumnType.ListOf;
import dev.hone.data.parquet.ColumnType.Struct;
import dev.hone.data.parquet.ColumnType.Unknown;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Writes rows of JSON as Parquet: columns with Zstandard, lists and objects as nested columns, every value optional. A key that an object
/// lacks, null and an empty object are one and the same there.
/// Source: apache/parquet-format, README.md and LogicalTypes.md.
public final class ParquetFile {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int OPTIONAL = 1, REPEATED = 2, UTF8 = 0, LIST = 3;
    /// Bytes of a group of rows before it is written.
    private static final int GROUP = 64 << 20;

    private final Struct schema;
    private final OutputStream out;
    private final List<LeafColumn> columns = new ArrayList<>();
    private final List<Element> elements = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private long written;
    private int rows;

    /// An entry of the schema, which is a tree written in the order of its branches.
    /// @param type     of a leaf, else null
    /// @param children of a branch, else 0
    /// @param means    the converted type, or -1
    private record Element(String name, Leaf type, int repetition, int children, int means) {}

    /// @param at where the chunk begins in the file
    private record Chunk(LeafColumn column, long at, int values, long raw, long bytes) {}

    private record Group(List<Chunk> chunks, int rows) {}

    private ParquetFile(Struct schema, OutputStream out) {
        this.schema = schema;
        this.out = out;
        elements.add(new Element("schema", null, -1, schema.fields().size(), -1));
        schema.fields().forEach((name, type) -> declare(name, type, List.of(name), 0, 0));
    }

    /// @param rows  all of them, asked for twice: first for what the columns hold, then to be written
    /// @throws dev.hone.settings.UserError where a column holds values that Parquet cannot have in one
    public static void write(OutputStream out, Rows rows) throws IOException {
        ColumnType schema = new Struct(Map.of());
        try (Stream<JsonNode> all = rows.open()) {
            for (Iterator<JsonNode> row = all.iterator(); row.hasNext(); ) schema = schema.and(ColumnType.of(row.next(), ""), "");
        }
        var file = new ParquetFile((Struct) schema, out);
        file.put(MAGIC);
        try (Stream<JsonNode> all = rows.open()) {
            for (Iterator<JsonNode> row = all.iterator(); row.hasNext(); ) file.add(row.next());
        }
        file.end();
    }

    /// Where rows come from.
    @FunctionalInterface
    public interface Rows {
        Stream<JsonNode> open() throws IOException;
    }

    /// @param repetition lists on the way here
    /// @param definition things on the way here that may be missing
    private void declare(String name, ColumnType type, List<String> path, int repetition, int definition) {
        switch (type) {
            case Unknown _ -> declare(name, new Leaf(ColumnType.Kind.TEXT), path, repetition, definition);
            case Leaf leaf -> {
                elements.add(new Element(name, leaf, OPTIONAL, 0, leaf.kind() == ColumnType.Kind.TEXT ? UTF8 : -1));
                columns.add(new LeafColumn(path, leaf.kind(), repetition, definition + 1));
            }
            case ListOf(ColumnType element) -> {
                elements.add(new Element(name, null, OPTIONAL, 1, LIST));
                elements.add(new Element("list", null, REPEATED, 1, -1));
                declare("element", element, with(with(path, "list"), "element"), repetition + 1, definition + 2);
            }
            case Struct(var fields) when fields.isEmpty() -> declare(name, new Unknown(), path, repetition, definition);
            case Struct(var fields) -> {
                elements.add(new Element(name, null, OPTIONAL, fields.size(), -1));
                fields.forEach((field, inner) -> declare(field, inner, with(path, field), repetition, definition + 1));
            }
        }
    }

    private static List<String> with(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private void add(JsonNode row) throws IOException {
        Iterator<LeafColumn> leaves = columns.iterator();
        schema.fields().forEach((name, type) -> shred(row.get(name), type, leaves(leaves, type), 0, 0, 0));
        rows++;
        if (columns.stream().mapToLong(LeafColumn::size).sum() >= GROUP) endGroup();
    }

    private static List<LeafColumn> leaves(Iterator<LeafColumn> all, ColumnType type) {
        List<LeafColumn> leaves = new ArrayList<>();
        for (int i = count(type); i > 0; i--) leaves.add(all.next());
        return leaves;
    }

    private static int count(ColumnType type) {
        return switch (type) {
            case Unknown _, Leaf _ -> 1;
            case ListOf(ColumnType element) -> count(element);
            case Struct(var fields) -> Math.max(1, fields.values().stream().mapToInt(ParquetFile::count).sum());
        };
    }

    /// Hands a value's leaves to their columns.
    /// @param leaves     of this type, in order
    /// @param repetition the list that goes on here; 0 for a new row
    /// @param definition things on the way that are there
    /// @param lists      on the way here
    private void shred(JsonNode value, ColumnType type, List<LeafColumn> leaves, int repetition, int definition, int lists) {
        boolean missing = value == null || value.isNull() || type instanceof Unknown || type instanceof Struct(var none) && none.isEmpty();
        if (missing) {
            leaves.forEach(leaf -> leaf.add(repetition, definition, null));
            return;
        }
        switch (type) {
            case Unknown _ -> throw new IllegalStateException("a value where all were missing");
            case Leaf _ -> leaves.getFirst().add(repetition, definition + 1, value);
            case ListOf(ColumnType element) -> {
                if (value.isEmpty()) leaves.forEach(leaf -> leaf.add(repetition, definition + 1, null));
                for (int i = 0; i < value.size(); i++) shred(value.get(i), element, leaves, i == 0 ? repetition : lists + 1, definition + 2, lists + 1);
            }
            case Struct(var fields) -> {
                Iterator<LeafColumn> rest = leaves.iterator();
                fields.forEach((name, inner) -> shred(value.get(name), inner, leaves(rest, inner), repetition, definition + 1, lists));
            }
        }
    }

    private void endGroup() throws IOException {
        if (rows == 0) return;
        List<Chunk> chunks = new ArrayList<>();
        for (LeafColumn column : columns) {
            int values = column.count();
            long at = written;
            LeafColumn.Chunk page = column.page();
            put(page.bytes());
            chunks.add(new Chunk(column, at, values, page.raw(), page.bytes().length));
        }
        groups.add(new Group(chunks, rows));
        rows = 0;
    }

    private void put(byte[] bytes) throws IOException {
        out.write(bytes);
        written += bytes.length;
    }

    private void end() throws IOException {
        endGroup();
        byte[] footer = ThriftWriter.bytes(file -> file.i32(1, 1).structs(2, elements, ParquetFile::element)
                .i64(3, groups.stream().mapToLong(Group::rows).sum()).structs(4, groups, ParquetFile::group).text(6, "Hone"));
        put(footer);
        put(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length).array());
        put(MAGIC);
    }

    private static void element(ThriftWriter out, Element element) {
        if (element.type != null) out.i32(1, element.type.kind().number);
        if (element.repetition >= 0) out.i32(3, element.repetition);
        out.text(4, element.name);
        if (element.type == null) out.i32(5, element.children);
        if (element.means >= 0) out.i32(6, element.means);
    }

    private static void group(ThriftWriter out, Group group) {
        out.structs(1, group.chunks, (chunk, one) -> chunk.i64(2, one.at).struct(3, data -> data.i32(1, one.column.kind.number)
                .numbers(2, List.of(LeafColumn.PLAIN, LeafColumn.RLE)).texts(3, one.column.path).i32(4, LeafColumn.ZSTD).i64(5, one.values)
                .i64(6, one.raw).i64(7, one.bytes).i64(9, one.at)))
                .i64(2, group.chunks.stream().mapToLong(Chunk::raw).sum()).i64(3, group.rows);
    }
}
