package dev.hone.train;

import dev.hone.data.dataset.Item;
import java.util.List;

/// One thing that is looked at in every row before the first step. Keeps only counts.
/// @param <L> what rows became
interface Check<L> {
    /// Takes note of a row, also of one that is dropped.
    void see(Item.Sample row, L outcome);

    /// What was found in the rows so far.
    List<Finding> findings();
}
