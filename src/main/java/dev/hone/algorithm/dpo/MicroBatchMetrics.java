package dev.hone.algorithm.dpo;

import dev.hone.model.Predictions;
import java.util.Map;

/// What a micro-batch says of the run, gathered part by part.
sealed interface MicroBatchMetrics permits PairMetrics, VerdictMetrics {
    /// @param reference log-probabilities of the reference, for each label
    void see(PreferenceBatch part, Predictions said, float[] reference);

    /// By TRL's names.
    Map<String, Double> named();
}
