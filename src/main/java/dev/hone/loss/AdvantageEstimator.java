package dev.hone.loss;

/// With what an answer's reward is compared; the formulas are in [Advantages].
public enum AdvantageEstimator {
    /// With the mean of its group.
    GROUP,
    /// With the mean of the group's other answers, which is independent of the answer itself.
    RLOO,
    /// With the mean of the whole batch, so that one answer to a prompt is enough.
    REINFORCE_PLUS_PLUS,
    /// With the mean of its group, in units of the batch.
    REINFORCE_PLUS_PLUS_BASELINE,
    /// With each of the group's other answers in turn: only who wins matters, not by how much.
    WIN_RATE
}
