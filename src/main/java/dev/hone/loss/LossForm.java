package dev.hone.loss;

/// A loss over preferences. Its type is its family: what it is computed from, and whether a reference is asked.
public sealed interface LossForm permits DpoLossType, KtoLossType, CpoLossType, OrpoLossType {}
