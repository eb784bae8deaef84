package dev.hone.generate;

import java.util.function.IntConsumer;

/// Runs independent work for rows `0..rows-1`, in any order and on any threads, and returns when all is done:
/// the model's thread pool can be lent to sampling this way. Results do not depend on it.
public interface RowLoop {
    void run(int rows, IntConsumer work);

    /// One row after the other on the calling thread.
    RowLoop IN_ORDER = (rows, work) -> {
        for (int row = 0; row < rows; row++) work.accept(row);
    };
}
