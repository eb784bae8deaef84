package dev.hone.data.source;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Parquet, read row group by row group.
final class ParquetReader implements RowReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /// Held here, as a level that is set on a logger which nobody holds may be forgotten.
    private static final Logger LIBRARY = Logger.getLogger("dev.hardwood");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private final String name;
    private final ParquetFileReader file;
    private final dev.hardwood.reader.RowReader rows;
    private long number;

    private ParquetReader(String name, ParquetFileReader file) {
        this.name = name;
        this.file = file;
        // the library cannot read a row group without rows
        this.rows = file.getFileMetaData().numRows() == 0 ? null : file.rowReader();
    }

    static ParquetReader open(Path path, String name) {
        try {
            return new ParquetReader(name, ParquetFileReader.open(InputFile.of(path)));
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, e);
        }
    }

    @Override public Row next() {
        try {
            if (rows == null || !rows.hasNext()) return null;
            rows.next();
            number++;
            ObjectNode fields = NODES.objectNode();
            for (int i = 0; i < rows.getFieldCount(); i++) fields.set(rows.getFieldName(i), node(rows.getValue(i)));
            return new Row(fields, name, number);
        } catch (RuntimeException e) {
            throw unreadable(name + ":" + (number + 1), e);
        }
    }

    /// The library tells damage in many ways; what it met first says most.
    private static UserError unreadable(String where, Exception e) {
        Throwable first = e;
        while (first.getCause() != null) first = first.getCause();
        return new UserError(where + ": cannot be read as Parquet (" + (first.getMessage() == null ? first : first.getMessage())
                + "); it may be damaged or cut off, so fetch or write it again", e);
    }

    private static JsonNode node(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case String text -> NODES.stringNode(text);
            case Boolean truth -> NODES.booleanNode(truth);
            case Integer whole -> NODES.numberNode(whole);
            case Long whole -> NODES.numberNode(whole);
            case Float number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case byte[] bytes -> NODES.binaryNode(bytes);
            case PqStruct struct -> struct(struct);
            case PqList list -> list(list);
            case PqMap map -> map(map);
            // dates, times, decimals: no format reads them
            default -> NODES.stringNode(value.toString());
        };
    }

    /// A field without a value is left out: Parquet gives every message the keys of all others, and only JSON can tell a
    /// key that is missing from a null.
    private static ObjectNode struct(StructAccessor struct) {
        ObjectNode fields = NODES.objectNode();
        for (int i = 0; i < struct.getFieldCount(); i++)
            if (!struct.isNull(i)) fields.set(struct.getFieldName(i), node(struct.getValue(i)));
        return fields;
    }

    private static ArrayNode list(PqList list) {
        ArrayNode nodes = NODES.arrayNode(list.size());
        for (Object value : list.values()) nodes.add(node(value));
        return nodes;
    }

    private static ObjectNode map(PqMap map) {
        ObjectNode fields = NODES.objectNode();
        for (PqMap.Entry entry : map.getEntries()) fields.set(entry.getStringKey(), node(entry.getValue()));
        return fields;
    }

    @Override public void close() {
        try {
            if (rows != null) rows.close();
            file.close();
        } catch (IOException e) {
            throw new UserError(name + ": cannot be closed (" + e + ")", e);
        }
    }
}
