package dev.hone.algorithm.dpo;

import dev.hone.model.Predictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a micro-batch of pairs says of the run: TRL's metrics by TRL's names, and how far each side has drifted.
/// ```
/// reward = beta · (log π(answer) - log π_ref(answer)),   margin = reward(chosen) - reward(rejected)
/// drift  = mean over pairs of (log π(answer) - log π_ref(answer)) / tokens
/// ```
final class PairMetrics {
    /// Log-ratios that differ by less are equal but for rounding: a tie, which counts as wrong.
    private static final double TIE = 1e-4;

    private final double beta;
    private final List<Double> margins = new ArrayList<>();
    private final List<Integer> longer = new ArrayList<>();
    private final Side chosen = new Side();
    private final Side rejected = new Side();
    private double entropy;
    private double balance;
    private int parts;
    private int accurate;

    PairMetrics(double beta) {
        this.beta = beta;
    }

    /// Sums over the answers of one side.
    private static final class Side {
        private int answers;
        private int tokens;
        private int likeliest;
        private double logProbs;
        private double logRatios;
        private double drift;
        private double logits;

        /// @return the log-ratio of the answer
        double see(Predictions said, float[] reference, int[] labels) {
            double now = 0, before = 0;
            for (int label : labels) {
                now += said.logProbs()[label];
                before += reference[label];
                logits += said.meanLogits()[label];
                if (said.likeliest()[label]) likeliest++;
            }
            answers++;
            tokens += labels.length;
            logProbs += now;
            logRatios += now - before;
            drift += (now - before) / Math.max(1, labels.length);
            return now - before;
        }
    }

    void see(PairBatch batch, Predictions said, float[] reference) {
        List<int[]> better = batch.chosen(), worse = batch.rejected();
        for (int pair = 0; pair < better.size(); pair++) {
            double ahead = chosen.see(said, reference, better.get(pair)) - rejected.see(said, reference, worse.get(pair));
            margins.add(beta * ahead);
            longer.add(better.get(pair).length - worse.get(pair).length);
            if (ahead > TIE) accurate++;
        }
        for (int[] answer : batch.answers()) for (int label : answer) entropy += said.entropies()[label];
        balance += said.balance();
        parts++;
    }

    List<Double> margins() {
        return margins;
    }

    /// For each pair by how many tokens its chosen answer is longer.
    List<Integer> longer() {
        return longer;
    }

    double driftOfChosen() {
        return chosen.drift / chosen.answers;
    }

    double driftOfRejected() {
        return rejected.drift / rejected.answers;
    }

    Map<String, Double> named() {
        double pairs = margins.size();
        Map<String, Double> named = new LinkedHashMap<>();
        named.put("entropy", entropy / (chosen.tokens + rejected.tokens));
        named.put("mean_token_accuracy", (double) chosen.likeliest / chosen.tokens);
        named.put("logits/chosen", chosen.logits / chosen.tokens);
        named.put("logits/rejected", rejected.logits / rejected.tokens);
        named.put("logps/chosen", chosen.logProbs / pairs);
        named.put("logps/rejected", rejected.logProbs / pairs);
        named.put("rewards/chosen", beta * chosen.logRatios / pairs);
        named.put("rewards/rejected", beta * rejected.logRatios / pairs);
        named.put("rewards/accuracies", accurate / pairs);
        named.put("rewards/margins", margins.stream().mapToDouble(margin -> margin).average().orElseThrow());
        named.put("margins/p10", quantile(0.1));
        named.put("margins/p90", quantile(0.9));
        named.put("drift/chosen", driftOfChosen());
        named.put("drift/rejected", driftOfRejected());
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
