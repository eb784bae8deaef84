package dev.hone.loss;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What answers are worth: the weighted sums of their rewards.
/// @param values `[answers]`, NaN where no function could judge
public record RewardSums(double[] values) {
    /// @param rewards `[answers][functions]`, NaN where a function could not judge, which then counts as 0
    /// @param weights of the functions; null for 1 each
    public static RewardSums of(double[][] rewards, double[] weights) {
        return new RewardSums(Arrays.stream(rewards).mapToDouble(row -> {
            double sum = Double.NaN;
            for (int k = 0; k < row.length; k++)
                if (!Double.isNaN(row[k])) sum = (Double.isNaN(sum) ? 0 : sum) + (weights == null ? 1 : weights[k]) * row[k];
            return sum;
        }).toArray());
    }

    /// Means and deviations, under TRL's names.
    /// @param rewards   as in [#of]
    /// @param functions their names
    public Map<String, Double> named(double[][] rewards, List<String> functions) {
        var named = new LinkedHashMap<String, Double>();
        for (int k = 0; k < functions.size(); k++) put(named, "rewards/" + functions.get(k) + "/", "mean", "std", column(rewards, k));
        put(named, "reward", "", "_std", values);
        return named;
    }

    private static void put(Map<String, Double> named, String name, String mean, String deviation, double[] numbers) {
        Moments moments = Moments.of(numbers);
        named.put(name + mean, moments.mean());
        named.put(name + deviation, moments.deviation());
    }

    static double[] column(double[][] rewards, int function) {
        return Arrays.stream(rewards).mapToDouble(row -> row[function]).toArray();
    }
}
