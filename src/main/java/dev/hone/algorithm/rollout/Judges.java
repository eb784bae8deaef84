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

    /// Answers with what the rewards say of them.
    /// @param rollouts the answers, each with its rewards
    /// @param names    of the rewards
    /// @param rewards  of each answer, in the order of the names; NaN where a reward gave none
    public record Judged(List<Rollout> rollouts, List<String> names, double[][] rewards) {}

    public Judged judged(List<Rollout> answers) {
        List<RewardScores> said = rewards.score(answers.stream().map(Judges::request).toList());
        failures = failures(said);
        List<String> names = apart(said.stream().map(RewardScores::name).toList());
        double[][] numbers = new double[answers.size()][names.size()];
        List<Rollout> judged = new ArrayList<>();
        for (int i = 0; i < numbers.length; i++) {
            Map<String, Double> byName = new LinkedHashMap<>();
            for (int k = 0; k < names.size(); k++) byName.put(names.get(k), numbers[i][k] = said.get(k).scores().get(i).orNaN());
            judged.add(answers.get(i).withRewards(byName));
        }
        return new Judged(judged, names, numbers);
    }

    /// `format`, `format_2` where a reward is there twice.
    private static List<String> apart(List<String> names) {
        Map<String, Integer> seen = new HashMap<>();
        return names.stream().map(name -> seen.merge(name, 1, Integer::sum) == 1 ? name : name + "_" + seen.get(name)).toList();
    }

    private static RewardRequest request(Rollout rollout) {
        return new RewardRequest(rollout.asked().prompt(), rollout.text(), rollout.said(), rollout.asked().columns(), rollout.episode());
    }

    private static Map<String, String> failures(List<RewardScores> said) {
        Map<String, String> failures = new LinkedHashMap<>();
        for (RewardScores reward : said)
            if (reward.scores().stream().allMatch(Score.Failed.class::isInstance))
                failures.put(reward.name(), ((Score.Failed) reward.scores().getFirst()).reason());
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
