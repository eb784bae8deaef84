package dev.hone.train;

import java.util.List;
import java.util.Map;

/// What a training run repeats: one update from some examples.
/// @param <E> what it learns from
public interface Algorithm<E> {
    /// One update.
    /// @param number       of the update, from 1
    /// @param learningRate of this update
    /// @param batches      the examples, in the groups that TRL calls micro-batches
    record Step<E>(int number, double learningRate, List<List<E>> batches) {
        /// A number that no other pass of the run has, for the pass over a part of this step.
        public long pass(int part) {
            return (long) number << 20 | part;
        }
    }

    /// @throws NotFinite when the update would not be by finite numbers; then nothing has changed
    Metrics step(Step<E> step);

    /// How good the weights are now, by metrics whose names begin with `eval_`; empty where there is nothing to judge them by.
    Map<String, Double> evaluate();

    /// Does the work of a batch and forgets what came of it, so that its time and its memory can be measured.
    void probe(List<E> batch);

    /// All that later steps depend on.
    TrainingState state();
}
