package dev.hone.algorithm.dpo;

import dev.hone.model.Predictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/// What a micro-batch of pairs says of the run: TRL's metrics by TRL's names, and how far each side has drifted.
/// ```
/// reward = beta · score(answer),   margin = reward(chosen) - reward(rejected)
/// drift  = mean over pairs of (log π(answer) - log π_ref(answer)) / tokens
/// ```
final class PairMetrics implements MicroBatchMetrics {
    /// Scores that differ by less are equal but for rounding: a tie, which counts as wrong.
    private static final double TIE = 1e-4;

    private final Scoring scoring;
    private final List<Double> margins = new ArrayList<>();
    private final List<Integer> longer = new ArrayList<>();
    private final Side chosen;
    private final Side rejected;
    private double balance;
    private int parts;
    private int accurate;

    /// What an answer counts.
    /// @param byToken    whether log-probabilities of answers are means over tokens, else sums
    /// @param score      from the answer's log-probability under the policy and the reference
    /// @param referenced whether there is a reference to drift from
    record Scoring(double beta, boolean byToken, DoubleBinaryOperator score, boolean referenced) {
        /// `log π/π_ref`, whatever the divergence, as in TRL.
        static Scoring byLogRatio(double beta) {
            return new Scoring(beta, false, (now, before) -> now - before, true);
        }
    }

    PairMetrics(Scoring scoring) {
        this.scoring = scoring;
        this.chosen = new Side(scoring.byToken);
        this.rejected = new Side(scoring.byToken);
    }

    @Override public void see(PreferenceBatch part, Predictions said, float[] reference) {
        List<int[]> better = part.answers().chosen(), worse = part.answers().rejected();
        for (int pair = 0; pair < better.size(); pair++) {
            double ahead = score(chosen, said, reference, better.get(pair)) - score(rejected, said, reference, worse.get(pair));
            margins.add(scoring.beta * ahead);
            longer.add(better.get(pair).length - worse.get(pair).length);
            if (ahead > TIE) accurate++;
        }
        balance += said.balance();
        parts++;
    }

    private double score(Side side, Predictions said, float[] reference, int[] labels) {
        Side.Likelihood likelihood = side.see(said, reference, labels);
        double score = scoring.score.applyAsDouble(likelihood.now(), likelihood.reference());
        side.reward(scoring.beta * score);
        return score;
    }

    List<Double> margins() {
        return margins;
    }

    /// For each pair by how many tokens its chosen answer is longer.
    List<Integer> longer() {
        return longer;
    }

    /// 0 where there is no reference.
    double driftOfChosen() {
        return scoring.referenced ? chosen.meanDrift() : 0;
    }

    /// 0 where there is no reference.
    double driftOfRejected() {
        return scoring.referenced ? rejected.meanDrift() : 0;
    }

    @Override public Map<String, Double> named() {
        Map<String, Double> named = new LinkedHashMap<>();
        named.put("entropy", Side.meanEntropy(chosen, rejected));
        named.put("mean_token_accuracy", chosen.accuracy());
        named.put("logits/chosen", chosen.meanLogit());
        named.put("logits/rejected", rejected.meanLogit());
        named.put("logps/chosen", chosen.meanLogProb());
        named.put("logps/rejected", rejected.meanLogProb());
        named.put("rewards/chosen", chosen.meanReward());
        named.put("rewards/rejected", rejected.meanReward());
        named.put("rewards/accuracies", (double) accurate / margins.size());
        named.put("rewards/margins", margins.stream().mapToDouble(margin -> margin).average().orElseThrow());
        named.put("margins/p10", quantile(0.1));
        named.put("margins/p90", quantile(0.9));
        if (scoring.referenced) {
            named.put("drift/chosen", driftOfChosen());
            named.put("drift/rejected", driftOfRejected());
        }
        if (balance != 0) named.put("aux_loss", balance / parts);
        return named;
    }

    /// The margin below which a share of the pairs lies, the nearest that occurs.
    private double quantile(double share) {
        double[] sorted = margins.stream().mapToDouble(margin -> margin).toArray();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
