package dev.hone.data.source;

import dev.hone.data.Row;
import java.util.List;
import java.util.function.Supplier;

/// Reads the rows of one file in order and keeps none of them.
public interface RowReader extends AutoCloseable {
    /// The next row; null after the last.
    /// @throws dev.hone.data.BadRow at a broken row, after which the next one can be asked for
    /// @throws dev.hone.settings.UserError where nothing more can be read
    Row next();

    @Override void close();

    /// One reader after another, each opened when its turn comes.
    static RowReader chain(List<Supplier<RowReader>> readers) {
        return new ReaderChain(readers.iterator());
    }
}
