package dev.hone.algorithm.grpo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Answers that were sampled together, in the order in which they are learned from.
/// @param number   counts the generations of a run, from 0
/// @param rollouts all of them
/// @param metrics  what is said of them, under TRL's names
public record Generation(long number, List<Rollout> rollouts, Map<String, Double> metrics) {
    public Generation {
        rollouts = List.copyOf(rollouts);
    }

    Generation with(List<Rollout> changed) {
        return new Generation(number, changed, metrics);
    }

    /// One of the micro-batches that they are cut into.
    List<Rollout> slice(int slice, int slices) {
        int size = rollouts.size() / slices;
        return rollouts.subList(slice * size, (slice + 1) * size);
    }

    /// Tokens that count in the loss.
    long lossTokens(boolean masksTruncated) {
        return rollouts.stream().filter(rollout -> rollout.ended() || !masksTruncated).mapToLong(rollout -> rollout.answer().length).sum();
    }

    /// How long answers are and whether they end, under TRL's names.
    static Map<String, Double> lengths(List<Rollout> rollouts) {
        Map<String, Double> named = new LinkedHashMap<>();
        lengths(named, "length", rollouts);
        List<Rollout> ended = new ArrayList<>(rollouts);
        ended.removeIf(rollout -> !rollout.ended());
        named.put("completions/clipped_ratio", 1 - (double) ended.size() / rollouts.size());
        lengths(named, "terminated_length", ended);
        return named;
    }

    private static void lengths(Map<String, Double> named, String what, List<Rollout> rollouts) {
        var statistics = rollouts.stream().mapToInt(rollout -> rollout.answer().length).summaryStatistics();
        named.put("completions/mean_" + what, statistics.getAverage());
        named.put("completions/min_" + what, rollouts.isEmpty() ? 0.0 : statistics.getMin());
        named.put("completions/max_" + what, rollouts.isEmpty() ? 0.0 : statistics.getMax());
    }
}
