package dev.hone.algorithm.ppo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.token.TokenRollout;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Answers that were recorded with their rewards. What they teach is computed anew, as it depends on the critic.
/// @param ends tokens that end an answer
public record RecordedAnswers(Scoring scoring, Set<Integer> ends) implements Rollouts<TokenRollout> {
    @Override public Generation make(long number, List<TokenRollout> from) {
        List<Rollout> rollouts = from.stream().map(row -> Rollout.recorded(row, ends)).toList();
        return new Generation(number, rollouts, scoring.named(rollouts));
    }

    /// Nothing is sampled, so nothing can be said.
    @Override public Map<String, Double> evaluate(List<TokenRollout> from) {
        return Map.of();
    }

    @Override public List<Rollout> longest(TokenRollout from) {
        return List.of(Rollout.recorded(from, ends));
    }
}
