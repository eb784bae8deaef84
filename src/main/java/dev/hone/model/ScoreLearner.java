package dev.hone.model;

import dev.hone.batch.TokenBatch;

/// Learns to give numbers: a model whose output layer is one row, `score.weight`. A reward model is asked at the last token
/// of each answer, a critic at each token.
public interface ScoreLearner extends Learner, Scorer {
    /// What a pass is for, said once the scores are known.
    interface Objective {
        /// @return d objective / d score, in the order of the scores
        float[] slopes(float[] scores);
    }

    /// Adds to the gradients those of the objective.
    /// @param at   places in the row whose scores are asked for, ascending
    /// @param pass numbers the passes of a run, or [#WITHOUT_DROPOUT]; see [TokenLearner]
    /// @return the scores that the objective was told
    float[] learn(TokenBatch batch, int[] at, long pass, Objective objective);
}
