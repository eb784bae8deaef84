package dev.hone.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// By how much answers are better than expected, from their rewards. What is expected comes from other answers, most often those to
/// the same prompt (the group), so that no critic is needed.
///
/// With `R` what the answer is worth, `m` and `s` mean and deviation of its group, `M` and `S` those of all answers, deviations with
/// Bessel's correction:
/// - `group`: `(R - m) / (s + 1e-4)`, or by `S`, or by nothing ([ScaleRewards]). Shao et al. 2024, arXiv:2402.03300.
/// - `rloo`: `R` less the mean of the group's other answers. Ahmadian et al. 2024, arXiv:2402.14740.
/// - `reinforce_plus_plus`: `(R - M) / (S + 1e-4)`; `..._baseline`: `R - m` over the deviation of all `R - m`, plus 1e-4. Hu et al. 2025,
///   arXiv:2501.03262. Differs: means are over answers, the paper's over tokens; the distance from the reference is the loss's (β), not the reward's.
/// - `win_rate`: the share of the group's other answers that this one beats, ties counting half, less a half: from -0.5 to 0.5.
///
/// `R` is the weighted sum of the answer's rewards, or of what `group` makes of each of them alone ([RewardAggregation]); as the
/// latter are relative to the group already, `group` then divides by `S`.
///
/// An answer that no function could judge is compared with nothing, and nothing with it: its advantage is 0. Where all answers of a
/// group have the same reward, a comparison within the group gives exactly 0.
/// @param values  `[answers]`
/// @param rewards weighted sums of the rewards, `[answers]`, NaN where no function could judge
/// @param silent  for each group, whether all its advantages are 0, so that nothing can be learned from it
/// @param fracRewardZeroStd share of answers whose deviation, the one that they are divided by, is 0; that of the group, where by none
public record Advantages(float[] values, double[] rewards, boolean[] silent, double fracRewardZeroStd) {
    /// Keeps quotients finite; TRL's.
    private static final double LEAST_DEVIATION = 1e-4;

    /// @param scale   read by `group` alone
    /// @param weights of the reward functions; null for 1 each
    public record Settings(AdvantageEstimator estimator, ScaleRewards scale, RewardAggregation aggregation, double[] weights) {}

    /// @param rewards `[answers][functions]`, NaN where a function could not judge; the answers of a group follow each other
    /// @param group   answers to each prompt, at least 1
    public static Advantages of(double[][] rewards, int group, Settings settings) {
        if (rewards.length % group != 0) throw new IllegalArgumentException(rewards.length + " answers do not make whole groups of " + group);
        double[] sums = RewardSums.of(rewards, settings.weights).values();
        boolean one = settings.aggregation == RewardAggregation.SUM_THEN_NORMALIZE;
        double[] worth = one ? sums : RewardSums.of(eachScaled(rewards, group), settings.weights).values();
        ScaleRewards scale = one ? settings.scale : ScaleRewards.BATCH;
        double[] values = switch (settings.estimator) {
            case GROUP -> scaled(worth, group, scale);
            case RLOO -> eachGroup(worth, group, Advantages::againstTheOthers);
            case REINFORCE_PLUS_PLUS -> divided(centred(worth), Moments.of(worth).deviation());
            case REINFORCE_PLUS_PLUS_BASELINE -> {
                double[] centred = eachGroup(worth, group, Advantages::centred);
                yield divided(centred, Moments.of(centred).deviation());
            }
            case WIN_RATE -> eachGroup(worth, group, Advantages::wins);
        };
        float[] known = new float[values.length];
        for (int i = 0; i < known.length; i++) known[i] = Double.isNaN(values[i]) ? 0 : (float) values[i];
        return new Advantages(known, sums, silent(known, group), shareWithoutSpread(worth, scale == ScaleRewards.BATCH ? worth.length : group));
    }

    /// What is said of a step's rewards, under TRL's names.
    /// @param rewards   as in [#of]
    /// @param functions their names
    public Map<String, Double> named(double[][] rewards, List<String> functions) {
        Map<String, Double> named = new RewardSums(this.rewards).named(rewards, functions);
        named.put("frac_reward_zero_std", fracRewardZeroStd);
        return named;
    }

    /// What `group` makes of each reward function's rewards alone.
    private static double[][] eachScaled(double[][] rewards, int group) {
        double[][] scaled = new double[rewards.length][rewards[0].length];
        for (int k = 0; k < rewards[0].length; k++) {
            double[] values = scaled(RewardSums.column(rewards, k), group, ScaleRewards.GROUP);
            for (int i = 0; i < values.length; i++) scaled[i][k] = values[i];
        }
        return scaled;
    }

    private static double[] scaled(double[] worth, int group, ScaleRewards scale) {
        double ofAll = Moments.of(worth).deviation();
        return eachGroup(worth, group, part -> switch (scale) {
            case GROUP -> divided(centred(part), Moments.of(part).deviation());
            case BATCH -> divided(centred(part), ofAll);
            case NONE -> centred(part);
        });
    }

    private static double[] eachGroup(double[] worth, int group, UnaryOperator<double[]> comparison) {
        double[] values = new double[worth.length];
        for (int from = 0; from < worth.length; from += group)
            System.arraycopy(comparison.apply(Arrays.copyOfRange(worth, from, from + group)), 0, values, from, group);
        return values;
    }

    private static double[] centred(double[] worth) {
        double mean = Moments.of(worth).mean();
        return Arrays.stream(worth).map(mine -> mine - mean).toArray();
    }

    private static double[] divided(double[] values, double deviation) {
        return Arrays.stream(values).map(value -> value / (deviation + LEAST_DEVIATION)).toArray();
    }

    /// `R_i - mean of the others = (R_i - m) n / (n - 1)`; alone, an answer is as good as expected.
    private static double[] againstTheOthers(double[] worth) {
        int count = Moments.of(worth).count();
        return Arrays.stream(centred(worth)).map(above -> count < 2 ? 0 : above * count / (count - 1)).toArray();
    }

    private static double[] wins(double[] worth) {
        int others = Moments.of(worth).count() - 1;
        return Arrays.stream(worth).map(mine -> {
            if (Double.isNaN(mine) || others == 0) return 0;
            double points = -0.5;  // the tie with itself
            for (double other : worth) points += mine > other ? 1 : mine == other ? 0.5 : 0;
            return points / others - 0.5;
        }).toArray();
    }

    private static boolean[] silent(float[] values, int group) {
        boolean[] silent = new boolean[values.length / group];
        for (int g = 0; g < silent.length; g++) silent[g] = IntStream.range(g * group, (g + 1) * group).allMatch(i -> values[i] == 0);
        return silent;
    }

    private static double shareWithoutSpread(double[] worth, int of) {
        int parts = worth.length / of, without = 0;
        for (int from = 0; from < worth.length; from += of)
            if (Moments.of(Arrays.copyOfRange(worth, from, from + of)).deviation() == 0) without++;
        return (double) without / parts;
    }
}
