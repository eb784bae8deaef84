package dev.hone.model;

import dev.hone.batch.TokenBatch;

/// Gives numbers to places in texts, and learns nothing.
public interface Scorer {
    /// @param at places in the row, ascending
    /// @return one number for each
    float[] scores(TokenBatch batch, int[] at);
}
