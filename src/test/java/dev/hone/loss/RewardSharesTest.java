package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class RewardSharesTest {
    /// One group: a deviates by ±1, b by ±0.5 times its weight 2, so ±1; each makes half of the variance.
    @Test void rewardsThatAgreeShare() {
        assertArrayEquals(new double[] {0.5, 0.5}, RewardShares.of(new double[][] {{2, 1}, {0, 0}}, new double[] {1, 2}, 2), 1e-12);
    }

    /// Deviations of a ±2, of b ∓1, of the sum ±1: shares 2·1 and -1·1 over 1·1.
    @Test void whatWorksAgainstTheOthersHasAShareBelowZero() {
        assertArrayEquals(new double[] {2, -1}, RewardShares.of(new double[][] {{4, 0}, {0, 2}}, new double[] {1, 1}, 2), 1e-12);
    }

    /// b differs from group to group only, which nothing is learned from; a missing number counts as 0.
    @Test void onlyDifferencesWithinAGroupCount() {
        assertArrayEquals(new double[] {1, 0}, RewardShares.of(new double[][] {{1, 5}, {Double.NaN, 5}, {3, -5}, {3, -5}}, new double[] {1, 1}, 2), 1e-12);
        assertArrayEquals(new double[] {Double.NaN, Double.NaN}, RewardShares.of(new double[][] {{1, 5}, {1, 5}}, new double[] {1, 1}, 2));
    }
}
