package dev.hone.algorithm.grpo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.RewardTable;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.loss.Advantages;
import dev.hone.settings.UserError;
import dev.hone.token.TokenRollout;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Answers that were recorded: learned from in the order of their file. Where their advantages are not recorded, they follow from the
/// rewards: the answers of a generation to one prompt are a group.
/// @param weights of the rewards; null where all count alike
/// @param ends    tokens that end an answer
public record RecordedRollouts(GrpoSettings settings, double[] weights, Set<Integer> ends) implements Rollouts<TokenRollout> {
    @Override public Generation make(long number, List<TokenRollout> from) {
        List<Rollout> rollouts = from.stream().map(row -> Rollout.recorded(row, ends)).toList();
        Map<String, Double> metrics = Generation.manners(rollouts);
        if (rollouts.stream().allMatch(rollout -> !Double.isNaN(rollout.advantage()))) return new Generation(number, rollouts, metrics);
        Map<IntBuffer, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < rollouts.size(); i++) groups.computeIfAbsent(IntBuffer.wrap(rollouts.get(i).prompt()), _ -> new ArrayList<>()).add(i);
        int size = rollouts.size() / groups.size();
        for (List<Integer> group : groups.values()) if (group.size() != size) throw new UserError("generation " + number + " of the recorded rollouts: the prompt "
                + "of row " + (number * from.size() + group.getFirst() + 1) + " has " + group.size() + " answers and another has not; expected the same number to each, or advantages");
        List<Integer> order = groups.values().stream().flatMap(List::stream).toList();
        RewardTable table = RewardTable.of(order.stream().map(rollouts::get).toList());
        table.requireOneFor(weights);
        Advantages advantages = Advantages.of(table.rewards(), size, settings.advantages(weights));
        metrics.putAll(advantages.named(table.rewards(), table.names()));
        List<Rollout> judged = new ArrayList<>(rollouts);
        for (int i = 0; i < order.size(); i++) judged.set(order.get(i), rollouts.get(order.get(i)).withAdvantage(advantages.values()[i]));
        return new Generation(number, judged, metrics);
    }

    /// Nothing is sampled, so nothing can be said.
    @Override public Map<String, Double> evaluate(List<TokenRollout> from) {
        return Map.of();
    }

    @Override public List<Rollout> longest(TokenRollout from) {
        return List.of(Rollout.recorded(from, ends).withAdvantage(1));
    }
}
