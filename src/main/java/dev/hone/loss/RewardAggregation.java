package dev.hone.loss;

/// How several rewards of an answer become one, by TRL's names (`multi_objective_aggregation`).
public enum RewardAggregation {
    /// Their weighted sum is compared within the group.
    SUM_THEN_NORMALIZE,
    /// Each is compared within the group first, so that one with a wide range does not drown the others.
    /// Source: arXiv:2601.05242 (GDPO).
    NORMALIZE_THEN_SUM
}
