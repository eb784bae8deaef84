package dev.hone.algorithm.rollout;

import dev.hone.reward.RewardRequest;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.RewardScores;
import dev.hone.reward.Score;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rewards of a run, all of which judge every answer.
public final class Judges {
    private final RewardRunner rewards;
    private final double[] weights;
    private Map<String, String> failures = Map.of();

    /// @param weights of the rewards, in their order
    public Judges(RewardRunner rewards, double[] weights) {
        this.rewards = rewards;
        this.weights = weights.clone();
    }

    /// The answers with what the rewards say of them. Those that were judged before keep what they were given.
    public List<Rollout> judged(List<Rollout> answers) {
        List<Rollout> unjudged = answers.stream().filter(answer -> answer.rewards().isEmpty()).toList();
        List<RewardScores> said = rewards.score(unjudged.stream().map(Judges::request).toList());
        List<String> names = apart(said.stream().map(RewardScores::name).toList());
        List<Rollout> judged = new ArrayList<>();
        int next = 0;
        for (Rollout answer : answers) judged.add(answer.rewards().isEmpty() ? answer.withRewards(given(said, names, next++)) : answer);
        failures = failures(said, names, judged);
        return judged;
    }

    private static Map<String, Double> given(List<RewardScores> said, List<String> names, int answer) {
        Map<String, Double> given = new LinkedHashMap<>();
        for (int k = 0; k < names.size(); k++) given.put(names.get(k), said.get(k).scores().get(answer).orNaN());
        return given;
    }

    /// `format`, `format_2` where a reward is there twice.
    private static List<String> apart(List<String> names) {
        Map<String, Integer> seen = new HashMap<>();
        return names.stream().map(name -> seen.merge(name, 1, Integer::sum) == 1 ? name : name + "_" + seen.get(name)).toList();
    }

    private static RewardRequest request(Rollout rollout) {
        return new RewardRequest(rollout.asked().prompt(), rollout.text(), rollout.said(), rollout.asked().columns(), rollout.episode());
    }

    private static Map<String, String> failures(List<RewardScores> said, List<String> names, List<Rollout> judged) {
        Map<String, String> failures = new LinkedHashMap<>();
        for (int k = 0; k < said.size(); k++) {
            String name = names.get(k);
            if (said.get(k).scores().stream().allMatch(Score.Failed.class::isInstance) && judged.stream().allMatch(answer -> Double.isNaN(answer.rewards().get(name))))
                failures.put(said.get(k).name(), ((Score.Failed) said.get(k).scores().getFirst()).reason());
        }
        return failures;
    }

    public double[] weights() {
        return weights.clone();
    }

    /// Why rewards judged none of the last answers, by their names.
    public Map<String, String> failures() {
        return failures;
    }
}
