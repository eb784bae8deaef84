package dev.hone.data.dataset;

import dev.hone.data.BadRow;
import dev.hone.data.Row;
import dev.hone.data.source.RowReader;

/// The rows `from` to `to` (exclusive) of a reader, counted from 0; a broken row counts.
final class SliceReader implements RowReader {
    private final RowReader rows;
    private final long from;
    private final long to;
    private long place;

    SliceReader(RowReader rows, long from, long to) {
        this.rows = rows;
        this.from = from;
        this.to = to;
    }

    @Override public Row next() {
        while (place < to) {
            boolean wanted = place++ >= from;
            try {
                Row row = rows.next();
                if (row == null || wanted) return row;
            } catch (BadRow bad) {
                if (wanted) throw bad;
            }
        }
        return null;
    }

    @Override public void close() {
        rows.close();
    }

    /// How many rows there are to read; closes the reader.
    static long count(RowReader rows) {
        try (rows) {
            for (long count = 0; ; count++) {
                try {
                    if (rows.next() == null) return count;
                } catch (BadRow counted) {
                    // it takes a place like any other
                }
            }
        }
    }
}
