package dev.hone.algorithm.rollout;

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
}
