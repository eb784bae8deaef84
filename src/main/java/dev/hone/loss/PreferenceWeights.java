package dev.hone.loss;

import java.util.List;

/// How likely the policy itself would be to write a pair, so that pairs from elsewhere count less:
/// `w = w(chosen) · w(rejected)`, with `w(answer) = exp(mean over its tokens (log p(token) - log Σ p²))`, as constants.
/// Source: Zhou et al. 2024, arXiv:2406.11827 (WPO).
public final class PreferenceWeights {
    private PreferenceWeights() {}

    /// @param logProbs      of each label of the batch
    /// @param logSumSquares `log Σ p²` of the predictions there
    /// @return for each pair
    public static float[] of(float[] logProbs, float[] logSumSquares, List<int[]> chosen, List<int[]> rejected) {
        float[] weights = new float[chosen.size()];
        for (int pair = 0; pair < weights.length; pair++)
            weights[pair] = (float) Math.exp(logWeight(logProbs, logSumSquares, chosen.get(pair)) + logWeight(logProbs, logSumSquares, rejected.get(pair)));
        return weights;
    }

    private static double logWeight(float[] logProbs, float[] logSumSquares, int[] labels) {
        double sum = 0;
        for (int label : labels) sum += logProbs[label] - logSumSquares[label];
        return sum / Math.max(1, labels.length);
    }
}
