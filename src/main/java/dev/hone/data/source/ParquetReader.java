package dev.hone.data.source;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowGroupPredicate;
import dev.hone.data.Row;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Parquet, some row groups at a time. A reader of the whole file would read ahead by a number of rows, however long they
/// are, and might fill the memory.
final class ParquetReader implements RowReader {
    /// Uncompressed bytes that are read at a time; a single row group may have more.
    private static final long AT_A_TIME = 64L << 20;
    /// Held here, as a level that is set on a logger which nobody holds may be forgotten.
    private static final Logger LIBRARY = Logger.getLogger("dev.hardwood");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private final String name;
    private final ParquetFileReader file;
    private final Iterator<RowGroupPredicate> rest;
    private dev.hardwood.reader.RowReader rows;
    private long number;

    private ParquetReader(String name, ParquetFileReader file, long atATime) {
        this.name = name;
        this.file = file;
        this.rest = pieces(file.getFileMetaData().rowGroups(), atATime).iterator();
    }

    static ParquetReader open(Path path, String name) {
        return open(path, name, AT_A_TIME);
    }

    static ParquetReader open(Path path, String name, long atATime) {
        try {
            return new ParquetReader(name, ParquetFileReader.open(InputFile.of(path)), atATime);
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, e);
        }
    }

    /// Cuts the file into pieces of whole row groups that follow each other.
    private static List<RowGroupPredicate> pieces(List<RowGroup> groups, long atATime) {
        List<RowGroupPredicate> pieces = new ArrayList<>();
        long begin = 0, end = 0, size = 0;
        for (RowGroup group : groups) {
            // the library cannot read a group without rows
            if (group.numRows() == 0) continue;
            long start = group.columns().getFirst().chunkStartOffset();
            if (size > 0 && (size + group.totalByteSize() > atATime || start < end)) {
                pieces.add(RowGroupPredicate.byteRange(begin, end));
                size = 0;
            }
            if (size == 0) begin = start;
            size += group.totalByteSize();
            end = start + group.columns().stream().mapToLong(column -> column.metaData().totalCompressedSize()).sum();
        }
        if (size > 0) pieces.add(RowGroupPredicate.byteRange(begin, end));
        return pieces;
    }

    @Override public Row next() {
        try {
            while (rows == null || !rows.hasNext()) if (!openPiece()) return null;
            rows.next();
            ObjectNode fields = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < rows.getFieldCount(); i++) fields.set(rows.getFieldName(i), ParquetValue.node(rows.getValue(i)));
            return new Row(fields, name, ++number);
        } catch (RuntimeException e) {
            throw unreadable(name + ":" + (number + 1), e);
        }
    }

    /// @return false after the last one
    private boolean openPiece() {
        closePiece();
        if (rest.hasNext()) {
            rows = file.buildRowReader().filter(rest.next()).build();
            return true;
        }
        long announced = file.getFileMetaData().numRows();
        if (number != announced) throw new IllegalStateException("it announces " + announced + " rows and has " + number);
        return false;
    }

    private void closePiece() {
        if (rows != null) rows.close();
        rows = null;
    }

    /// The library tells damage in many ways; what it met first says most.
    private static UserError unreadable(String where, Exception e) {
        Throwable first = e;
        while (first.getCause() != null) first = first.getCause();
        if (first instanceof Error error) throw error;
        return new UserError(where + ": cannot be read as Parquet (" + (first.getMessage() == null ? first : first.getMessage())
                + "); it may be damaged or cut off, so fetch or write it again", e);
    }

    @Override public void close() {
        try {
            closePiece();
            file.close();
        } catch (IOException e) {
            throw new UserError(name + ": cannot be closed (" + e + ")", e);
        }
    }
}
