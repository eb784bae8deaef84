package dev.hone.algorithm.rollout;

/// What a model says at a stretch.
/// @param ids     as they were sampled, the token that ended the turn included
/// @param text    what they say, without special tokens
/// @param ended   whether the turn came to an end by itself
/// @param sampled log-probability of each token as the sampler saw it; null where that is not the model's own
public record Turn(int[] ids, String text, boolean ended, float[] sampled) {}
