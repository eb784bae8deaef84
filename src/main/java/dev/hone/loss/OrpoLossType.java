package dev.hone.loss;

/// The one loss of its family; what it is, [OrpoLoss] says.
public enum OrpoLossType implements LossForm { ORPO }
