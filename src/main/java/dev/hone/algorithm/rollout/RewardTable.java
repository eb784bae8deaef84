package dev.hone.algorithm.rollout;

import dev.hone.settings.UserError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The rewards of answers as a table.
/// @param names   of the rewards, in the order in which they come up
/// @param rewards `[answers][names]`, NaN where one gave none
public record RewardTable(List<String> names, double[][] rewards) {
    public static RewardTable of(List<Rollout> rollouts) {
        Set<String> all = new LinkedHashSet<>();
        rollouts.forEach(rollout -> all.addAll(rollout.rewards().keySet()));
        List<String> names = List.copyOf(all);
        return new RewardTable(names, rollouts.stream().map(rollout -> names.stream()
                .mapToDouble(name -> rollout.rewards().getOrDefault(name, Double.NaN)).toArray()).toArray(double[][]::new));
    }

    /// @param weights one for each reward; null where all count alike
    /// @throws UserError where the answers were given other rewards than the run names
    public void requireOneFor(double[] weights) {
        if (weights != null && !names.isEmpty() && weights.length != names.size()) throw new UserError("the run has " + weights.length
                + " rewards, and the answers were given " + String.join(", ", names) + "; expected the same ones, in the same order");
    }
}
