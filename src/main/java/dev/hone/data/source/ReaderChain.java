package dev.hone.data.source;

import dev.hone.data.Row;
import java.util.Iterator;
import java.util.function.Supplier;

/// Several readers as one.
final class ReaderChain implements RowReader {
    private final Iterator<Supplier<RowReader>> rest;
    private RowReader current;

    ReaderChain(Iterator<Supplier<RowReader>> readers) {
        rest = readers;
    }

    @Override public Row next() {
        while (current != null || rest.hasNext()) {
            if (current == null) current = rest.next().get();
            Row row = current.next();
            if (row != null) return row;
            close();
        }
        return null;
    }

    @Override public void close() {
        if (current != null) current.close();
        current = null;
    }
}
