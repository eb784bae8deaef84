package dev.hone.loss;

import java.util.LinkedHashMap;
import java.util.Map;

/// What the two losses of [PpoLoss] saw, as sums and counts, so that policy and critic, and parts of a minibatch, add up ([#plus]).
/// @param tokens        that the policy learned from
/// @param places        that the critic learned from
/// @param clipped       tokens whose ratio was beyond the clip
/// @param valuesClipped places at which the held value was further off than the free one
/// @param moved         sum over tokens of `½ (log π/π_old)²`, which is close to the divergence while that is small
/// @param ratios        sum over tokens
/// @param ratioSquares  sum of their squares
/// @param policyLoss    of the minibatch
/// @param valueLoss     of the minibatch, not weighted
public record PpoMetrics(int tokens, int places, int clipped, int valuesClipped, double moved, double ratios, double ratioSquares, double policyLoss,
        double valueLoss) {
    public static final PpoMetrics NOTHING = new PpoMetrics(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public PpoMetrics plus(PpoMetrics other) {
        return new PpoMetrics(tokens + other.tokens, places + other.places, clipped + other.clipped, valuesClipped + other.valuesClipped,
                moved + other.moved, ratios + other.ratios, ratioSquares + other.ratioSquares, policyLoss + other.policyLoss, valueLoss + other.valueLoss);
    }

    /// Of a whole minibatch, under TRL's names. `val/ratio_var` is over tokens; TRL's is over the means of micro-batches.
    public Map<String, Double> named() {
        var named = new LinkedHashMap<String, Double>();
        double n = Math.max(1, tokens), mean = ratios / n;
        named.put("policy/approxkl_avg", moved / n);
        named.put("policy/clipfrac_avg", clipped / n);
        named.put("loss/policy_avg", policyLoss);
        named.put("loss/value_avg", valueLoss);
        named.put("val/clipfrac_avg", (double) valuesClipped / Math.max(1, places));
        named.put("val/ratio", mean);
        named.put("val/ratio_var", Math.max(0, ratioSquares / n - mean * mean));
        return named;
    }
}
