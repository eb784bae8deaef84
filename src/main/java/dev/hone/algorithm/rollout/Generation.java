package dev.hone.algorithm.rollout;

import dev.hone.reward.Episode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/// Answers that were sampled together, in the order in which they are learned from.
/// @param number   counts the generations of a run, from 0
/// @param rollouts all of them
/// @param metrics  what is said of them, under TRL's names
public record Generation(long number, List<Rollout> rollouts, Map<String, Double> metrics) {
    public Generation {
        rollouts = List.copyOf(rollouts);
    }

    public Generation with(List<Rollout> changed) {
        return new Generation(number, changed, metrics);
    }

    /// One of the micro-batches that they are cut into.
    public List<Rollout> slice(int slice, int slices) {
        int size = rollouts.size() / slices;
        return rollouts.subList(slice * size, (slice + 1) * size);
    }

    /// Tokens that count in the loss.
    public long lossTokens(boolean masksTruncated) {
        return rollouts.stream().filter(rollout -> rollout.ended() || !masksTruncated).mapToLong(Rollout::said).sum();
    }

    /// What answers are like, whatever they are worth: their lengths and whether they end, under TRL's names; and what share of their
    /// tokens, taken in threes, stands in the prompt too, or came before in the answer. Results of tools do not count. Where tools can be
    /// called, how often an answer does, and which share of the calls fails.
    public static Map<String, Double> manners(List<Rollout> rollouts) {
        Map<String, Double> named = new LinkedHashMap<>();
        lengths(named, "length", rollouts);
        List<Rollout> ended = new ArrayList<>(rollouts);
        ended.removeIf(rollout -> !rollout.ended());
        named.put("completions/clipped_ratio", 1 - (double) ended.size() / rollouts.size());
        lengths(named, "terminated_length", ended);
        named.put("completions/prompt_overlap", rollouts.stream().mapToDouble(rollout -> share(rollout.saidIds(), threes(rollout.prompt())::contains)).average().orElse(0));
        named.put("completions/repetition", rollouts.stream().mapToDouble(rollout -> repeated(rollout.saidIds())).average().orElse(0));
        List<Episode> episodes = rollouts.stream().map(Rollout::episode).filter(Objects::nonNull).toList();
        if (episodes.isEmpty()) return named;
        int calls = episodes.stream().mapToInt(Episode::calls).sum(), failures = episodes.stream().mapToInt(Episode::failures).sum();
        named.put("tools/call_frequency", (double) calls / episodes.size());
        named.put("tools/failure_frequency", (double) failures / Math.max(1, calls));
        return named;
    }

    /// Three tokens that follow each other.
    private record Three(int first, int second, int third) {}

    private static Set<Three> threes(int[] ids) {
        Set<Three> threes = new HashSet<>();
        for (int t = 2; t < ids.length; t++) threes.add(new Three(ids[t - 2], ids[t - 1], ids[t]));
        return threes;
    }

    private static double repeated(int[] answer) {
        Set<Three> before = new HashSet<>();
        return share(answer, three -> !before.add(three));
    }

    /// Which share of an answer's threes is of some kind; 0 for an answer that has none.
    private static double share(int[] answer, Predicate<Three> kind) {
        int found = 0;
        for (int t = 2; t < answer.length; t++) if (kind.test(new Three(answer[t - 2], answer[t - 1], answer[t]))) found++;
        return answer.length < 3 ? 0 : (double) found / (answer.length - 2);
    }

    private static void lengths(Map<String, Double> named, String what, List<Rollout> rollouts) {
        var statistics = rollouts.stream().mapToInt(Rollout::said).summaryStatistics();
        named.put("completions/mean_" + what, statistics.getAverage());
        named.put("completions/min_" + what, rollouts.isEmpty() ? 0.0 : statistics.getMin());
        named.put("completions/max_" + what, rollouts.isEmpty() ? 0.0 : statistics.getMax());
    }
}
