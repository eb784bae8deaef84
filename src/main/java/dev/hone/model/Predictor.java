package dev.hone.model;

import dev.hone.batch.TokenBatch;

/// Says how likely tokens are, and learns nothing.
public interface Predictor {
    /// @param temperature divides the logits; 1 leaves them
    Predictions predict(TokenBatch batch, double temperature);

    /// Gives memory back until it is asked again; what it says does not change.
    default void rest() {}
}
