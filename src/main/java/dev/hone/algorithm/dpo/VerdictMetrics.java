package dev.hone.algorithm.dpo;

import dev.hone.model.Predictions;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a micro-batch of verdicts says of the run, as TRL's `KTOTrainer` tells it. A side without answers is left out, and with it the margin.
/// ```
/// reward = beta · (log π(answer) - log π_ref(answer)),   margin = mean reward of good answers - mean reward of bad ones
/// drift  = mean over a side's answers of (log π(answer) - log π_ref(answer)) / tokens
/// ```
final class VerdictMetrics implements MicroBatchMetrics {
    private final double beta;
    private final Side good = new Side(false);
    private final Side bad = new Side(false);
    private double balance;
    private int parts;

    VerdictMetrics(double beta) {
        this.beta = beta;
    }

    @Override public void see(PreferenceBatch part, Predictions said, float[] reference) {
        for (int[] answer : part.answers().chosen()) see(good, said, reference, answer);
        for (int[] answer : part.answers().rejected()) see(bad, said, reference, answer);
        balance += said.balance();
        parts++;
    }

    private void see(Side side, Predictions said, float[] reference, int[] answer) {
        Side.Likelihood likelihood = side.see(said, reference, answer);
        side.reward(beta * (likelihood.now() - likelihood.reference()));
    }

    @Override public Map<String, Double> named() {
        Map<String, Double> named = new LinkedHashMap<>();
        named.put("entropy", Side.meanEntropy(good, bad));
        put(named, "chosen", good);
        put(named, "rejected", bad);
        if (good.answers() > 0 && bad.answers() > 0) named.put("rewards/margins", good.meanReward() - bad.meanReward());
        if (balance != 0) named.put("aux_loss", balance / parts);
        return named;
    }

    private static void put(Map<String, Double> named, String name, Side side) {
        if (side.answers() == 0) return;
        named.put("logits/" + name, side.meanLogit());
        named.put("logps/" + name, side.meanLogProb());
        named.put("rewards/" + name, side.meanReward());
        named.put("drift/" + name, side.meanDrift());
    }
}
