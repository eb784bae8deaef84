package dev.hone.data.dataset;

import dev.hone.data.BadRow;
import dev.hone.data.DataSettings.OnBadRow;
import dev.hone.data.Row;
import dev.hone.data.format.Format;
import dev.hone.data.source.RowReader;
import dev.hone.settings.UserError;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/// Reads a data set from its first row to its last, holding one row at a time.
public final class ItemReader implements AutoCloseable {
    private final Iterator<Part> parts;
    private final OnBadRow onBadRow;
    private final long seed;
    private int opened;
    private Part part;
    private RowReader rows;
    private SplittableRandom random;

    ItemReader(List<Part> parts, OnBadRow onBadRow, long seed) {
        this.parts = parts.iterator();
        this.onBadRow = onBadRow;
        this.seed = seed;
    }

    /// What became of the next row; null after the last.
    /// @throws UserError at a bad row where those stop the run
    public Item next() {
        while (rows != null || parts.hasNext()) {
            if (rows == null) open(parts.next());
            try {
                Row row = rows.next();
                if (row != null) return item(part.renamed(row));
                close();
            } catch (BadRow bad) {
                if (onBadRow == OnBadRow.STOP) throw stopped(bad);
                return new Item.Dropped(bad.file(), bad.number(), bad.reason());
            }
        }
        return null;
    }

    /// The format of the row that was read last.
    public Format format() {
        return part.format();
    }

    static UserError stopped(BadRow bad) {
        return new UserError(bad.getMessage() + " (on_bad_row: skip goes on without such rows)", bad);
    }

    private void open(Part next) {
        part = next;
        rows = next.open();
        random = new SplittableRandom(seed + opened++);
    }

    private Item item(Row row) {
        int times = times();
        return times == 0 ? new Item.Dropped(row.file(), row.number(), "left out by the weight " + part.weight() + " of " + part.name())
                : new Item.Sample(row, part.example(row), times);
    }

    /// The whole part of the weight, and once more with a probability of the rest.
    private int times() {
        int whole = (int) part.weight();
        double rest = part.weight() - whole;
        return rest > 0 && random.nextDouble() < rest ? whole + 1 : whole;
    }

    @Override public void close() {
        if (rows != null) rows.close();
        rows = null;
    }
}
