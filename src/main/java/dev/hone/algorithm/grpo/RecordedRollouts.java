package dev.hone.algorithm.grpo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.loss.Advantages;
import dev.hone.settings.UserError;
import dev.hone.token.TokenRollout;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Answers that were recorded: learned from in the order of their file. Where their advantages are not recorded, they follow from the
/// rewards: the answers of a generation to one prompt are a group.
/// @param weights of the rewards; null where all count alike
/// @param ends    tokens that end an answer
public record RecordedRollouts(GrpoSettings settings, double[] weights, Set<Integer> ends) implements Rollouts<TokenRollout> {
    @Override public Generation make(long number, List<TokenRollout> from) {
        List<Rollout> rollouts = from.stream().map(this::rollout).toList();
        Map<String, Double> metrics = Generation.manners(rollouts);
        if (rollouts.stream().allMatch(rollout -> !Double.isNaN(rollout.advantage()))) return new Generation(number, rollouts, metrics);
        Map<IntBuffer, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < rollouts.size(); i++) groups.computeIfAbsent(IntBuffer.wrap(rollouts.get(i).prompt()), _ -> new ArrayList<>()).add(i);
        int size = rollouts.size() / groups.size();
        for (List<Integer> group : groups.values()) if (group.size() != size) throw new UserError("generation " + number + " of the recorded rollouts: the prompt "
                + "of row " + (number * from.size() + group.getFirst() + 1) + " has " + group.size() + " answers and another has not; expected the same number to each, or advantages");
        List<Integer> order = groups.values().stream().flatMap(List::stream).toList();
        List<String> names = names(rollouts);
        double[][] rewards = order.stream().map(i -> names.stream().mapToDouble(name -> rollouts.get(i).rewards().getOrDefault(name, Double.NaN)).toArray()).toArray(double[][]::new);
        Advantages advantages = Advantages.of(rewards, size, settings.advantages(weights));
        metrics.putAll(advantages.named(rewards, names));
        List<Rollout> judged = new ArrayList<>(rollouts);
        for (int i = 0; i < order.size(); i++) judged.set(order.get(i), rollouts.get(order.get(i)).withAdvantage(advantages.values()[i]));
        return new Generation(number, judged, metrics);
    }

    private static List<String> names(List<Rollout> rollouts) {
        Set<String> names = new LinkedHashSet<>();
        rollouts.forEach(rollout -> names.addAll(rollout.rewards().keySet()));
        return List.copyOf(names);
    }

    private Rollout rollout(TokenRollout recorded) {
        int[] answer = recorded.answer();
        return new Rollout(recorded.prompt(), null, answer, recorded.mask(), "", null, ends.contains(answer[answer.length - 1]), recorded.rewards(), recorded.advantage(),
                null, recorded.logProbs(), null);
    }

    /// Nothing is sampled, so nothing can be said.
    @Override public Map<String, Double> evaluate(List<TokenRollout> from) {
        return Map.of();
    }

    @Override public List<Rollout> longest(TokenRollout from) {
        return List.of(rollout(from).withAdvantage(1));
    }
}
