package dev.hone.algorithm.ppo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.RewardTable;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.loss.RewardSums;
import java.util.List;
import java.util.Map;

/// What an answer is worth: the weighted sum of its rewards.
/// @param weights of the rewards, in their order; null where all count alike
public record Scoring(double[] weights) {
    /// @return NaN for an answer that no reward could judge
    double[] scores(List<Rollout> rollouts) {
        return sums(RewardTable.of(rollouts)).values();
    }

    /// What is said of answers, whatever a critic thinks of them: what they are like, and what they were given.
    Map<String, Double> named(List<Rollout> rollouts) {
        RewardTable table = RewardTable.of(rollouts);
        Map<String, Double> named = Generation.manners(rollouts);
        named.putAll(sums(table).named(table.rewards(), table.names()));
        return named;
    }

    private RewardSums sums(RewardTable table) {
        table.requireOneFor(weights);
        return RewardSums.of(table.rewards(), weights);
    }
}
