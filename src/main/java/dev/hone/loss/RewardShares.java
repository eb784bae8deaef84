package dev.hone.loss;

import java.util.Arrays;

/// Which of several rewards makes the differences between answers that are compared. With `w_k r_k` an answer's weighted rewards, `R` their sum, and
/// deviations from the mean of the answer's group, the share of reward k is `Σ w_k Δr_k ΔR / Σ (ΔR)²` over all answers: its covariance with the sum over
/// the sum's variance. Shares add up to 1; a reward that works against the others has a share below 0.
public final class RewardShares {
    private RewardShares() {}

    /// @param rewards `[answers][functions]`, NaN where a function could not judge, which counts as 0; the answers of a group follow each other
    /// @param weights of the functions
    /// @param group   answers to each prompt
    /// @return `[functions]`, NaN where no two answers of a group differ
    public static double[] of(double[][] rewards, double[] weights, int group) {
        double[] shares = new double[weights.length];
        double variance = 0;
        for (int from = 0; from < rewards.length; from += group) {
            double[][] parts = Arrays.stream(rewards, from, from + group).map(row -> weighted(row, weights)).toArray(double[][]::new);
            double[] means = new double[weights.length];
            for (double[] part : parts) for (int k = 0; k < means.length; k++) means[k] += part[k] / group;
            for (double[] part : parts) {
                double above = 0;
                for (int k = 0; k < means.length; k++) above += part[k] - means[k];
                for (int k = 0; k < means.length; k++) shares[k] += (part[k] - means[k]) * above;
                variance += above * above;
            }
        }
        for (int k = 0; k < shares.length; k++) shares[k] /= variance;
        return shares;
    }

    private static double[] weighted(double[] rewards, double[] weights) {
        double[] weighted = new double[weights.length];
        for (int k = 0; k < weighted.length; k++) weighted[k] = Double.isNaN(rewards[k]) ? 0 : weights[k] * rewards[k];
        return weighted;
    }
}
