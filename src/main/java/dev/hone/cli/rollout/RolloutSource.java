package dev.hone.cli.rollout;

import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.cli.run.JobRows;
import dev.hone.model.TokenLearner;
import dev.hone.token.Learnable;
import java.util.Map;

/// Where reinforcement learning gets its answers from.
/// @param <E> what answers are made of
interface RolloutSource<E extends Learnable> extends AutoCloseable {
    JobRows<E, E> rows();

    /// How many rows make a generation.
    /// @param answers that it has
    int perGeneration(int answers);

    /// Tokens that go through the model for a row, at most.
    int length(E row);

    /// Called while the learner holds the weights that training begins with.
    Rollouts<E> rollouts(TokenLearner learner);

    /// Why rewards judged none of the last answers, by their names.
    default Map<String, String> failures() {
        return Map.of();
    }

    /// What a plan of times leaves out; "" for nothing.
    default String unplanned() {
        return "";
    }

    @Override default void close() {}
}
