package dev.hone.data.dataset;

import dev.hone.data.Example;
import dev.hone.data.Row;

/// What became of one row when it was read.
public sealed interface Item {
    /// It is an example.
    /// @param times how many times it is to be learned in an epoch: above 1 only where its data set's weight is
    record Sample(Row row, Example example, int times) implements Item {}

    /// It is not used.
    record Dropped(String file, long number, String reason) implements Item {}
}
