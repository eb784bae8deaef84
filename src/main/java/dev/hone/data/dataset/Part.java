package dev.hone.data.dataset;

import dev.hone.data.BadRow;
import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.data.format.Format;
import dev.hone.data.format.Formats;
import dev.hone.data.source.RowReader;

/// One data set of a mixture, whose format is settled.
/// @param name    as the user wrote it
/// @param rows    where its rows come from
/// @param columns what becomes of their columns first
/// @param shape   the kind of example that its first row is, and every other one has to be
/// @param weight  how many times each row is taken, on average
record Part(String name, SplitRows rows, Columns columns, Format format, Class<? extends Example> shape, String style, double weight) {
    RowReader open() {
        return rows.open();
    }

    Row renamed(Row row) {
        return columns.of(row);
    }

    Example example(Row row) {
        Example example = format.read(row);
        if (example.getClass() != shape) throw new BadRow(row, "is " + Formats.style(example) + " and the first row is " + style
                + "; all rows of a data set are to be written in one way");
        return example;
    }

    /// `train.jsonl: prompt-completion, conversational`.
    String description() {
        return name + ": " + format.name() + ", " + style + (weight == 1 ? "" : ", weight " + weight);
    }
}
