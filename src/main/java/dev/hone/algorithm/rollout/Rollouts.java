package dev.hone.algorithm.rollout;

import java.util.List;
import java.util.Map;

/// Where answers come from: the policy itself, or a record of what another run sampled.
/// @param <E> what they are made of: prompts, recorded answers
public interface Rollouts<E> {
    /// The answers of a generation, each with its advantage, in the order in which they are to be learned from.
    /// @param number counts the generations of a run, from 0; with it and the weights the same answers come again
    Generation make(long number, List<E> from);

    /// How well the policy answers prompts that it does not learn from: mean rewards and lengths, by their names.
    Map<String, Double> evaluate(List<E> from);

    /// What a row may become at most, to measure what learning from it takes: answers that have nothing in common.
    List<Rollout> longest(E from);
}
