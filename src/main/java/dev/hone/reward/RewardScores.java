package dev.hone.reward;

import java.util.Arrays;
import java.util.List;

/// What one reward said about all answers.
/// @param name   of the reward
/// @param weight of the reward
/// @param scores of the answers, in their order
public record RewardScores(String name, double weight, List<Score> scores) {
    public RewardScores {
        scores = List.copyOf(scores);
    }

    /// The sum over rewards of weight times score, for each answer. A reward that has no number for an answer counts as 0 there.
    /// @return NaN for an answer that no reward judged: it has no worth to learn from, which is not the same as 0
    public static double[] weightedSums(List<RewardScores> rewards) {
        double[] sums = new double[rewards.isEmpty() ? 0 : rewards.getFirst().scores().size()];
        Arrays.fill(sums, Double.NaN);
        for (RewardScores reward : rewards) {
            for (int i = 0; i < sums.length; i++) {
                double score = reward.scores().get(i).orNaN();
                if (!Double.isNaN(score)) sums[i] = (Double.isNaN(sums[i]) ? 0 : sums[i]) + reward.weight() * score;
            }
        }
        return sums;
    }
}
