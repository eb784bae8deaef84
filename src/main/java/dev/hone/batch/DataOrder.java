package dev.hone.batch;

import java.util.List;

/// Which rows each optimizer step takes. It follows from the step's number alone, so a resumed run needs no cursor.
public interface DataOrder {
    /// The rows of a step's micro-batches.
    /// @param step from 0, counted through all epochs
    List<List<Integer>> step(long step);

    int microBatchesPerEpoch();

    int stepsPerEpoch();

    /// How often an epoch learns from each row.
    default int rounds() {
        return 1;
    }

    /// @param step from 0, counted through all epochs
    default long epochOf(long step) {
        return step / stepsPerEpoch();
    }
}
