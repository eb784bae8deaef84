package dev.hone.reward;

import java.time.Duration;

/// A reward and its part in the whole.
/// @param name     in metrics and recorded rollouts
/// @param weight   what its numbers are multiplied by in the sum
/// @param deadline for one call with all answers
public record WeightedReward(String name, double weight, Duration deadline, Reward reward) {}
