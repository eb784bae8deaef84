package dev.hone.algorithm.dpo;

import dev.hone.model.Predictions;

/// Sums over answers of one side: the chosen or good ones, or the rejected or bad ones.
final class Side {
    private final boolean byToken;
    private int answers;
    private int tokens;
    private int likeliest;
    private double logProbs;
    private double rewards;
    private double drift;
    private double logits;
    private double entropy;

    /// @param byToken whether an answer's log-probability is the mean of its tokens', else their sum
    Side(boolean byToken) {
        this.byToken = byToken;
    }

    /// How likely an answer is.
    record Likelihood(double now, double reference) {}

    Likelihood see(Predictions said, float[] reference, int[] labels) {
        double now = 0, before = 0;
        for (int label : labels) {
            now += said.logProbs()[label];
            before += reference[label];
            logits += said.meanLogits()[label];
            entropy += said.entropies()[label];
            if (said.likeliest()[label]) likeliest++;
        }
        int length = Math.max(1, labels.length);
        answers++;
        tokens += labels.length;
        drift += (now - before) / length;
        var likelihood = byToken ? new Likelihood(now / length, before / length) : new Likelihood(now, before);
        logProbs += likelihood.now;
        return likelihood;
    }

    void reward(double reward) {
        rewards += reward;
    }

    int answers() {
        return answers;
    }

    double meanLogProb() {
        return logProbs / answers;
    }

    double meanReward() {
        return rewards / answers;
    }

    /// Mean over answers of the log-ratio to the reference, by token.
    double meanDrift() {
        return drift / answers;
    }

    double meanLogit() {
        return logits / tokens;
    }

    double accuracy() {
        return (double) likeliest / tokens;
    }

    static double meanEntropy(Side one, Side other) {
        return (one.entropy + other.entropy) / (one.tokens + other.tokens);
    }
}
