package dev.hone.loss;

import java.util.LinkedHashMap;
import java.util.Map;

/// What the loss saw, as sums and counts, so that parts of a batch add up ([#plus]).
/// @param answers      those without tokens too
/// @param tokens       that were learned from
/// @param ratios       how many there were: tokens, or answers with [RatioLevel#SEQUENCE]
/// @param kl           sum over tokens of the estimated divergence from the reference, in nats
/// @param entropy      sum over tokens, in nats
/// @param keptEntropy  of this the part of tokens that the cut keeps ([EntropyCut])
/// @param clippedLow   ratios of bad answers that were below the clip
/// @param clippedHigh  ratios of good answers that were above it
/// @param leastLow     smallest share of an answer that was below, infinite before the first
/// @param mostHigh     largest share of an answer that was above
/// @param phi          sum over answers of VESPO's weight
/// @param policyLoss   the step's loss without the entropy bonus
public record GrpoMetrics(int answers, int tokens, int ratios, double kl, double entropy, double keptEntropy, double clippedLow, double clippedHigh, double leastLow,
        double mostHigh, double phi, double policyLoss) {
    public static final GrpoMetrics NOTHING = new GrpoMetrics(0, 0, 0, 0, 0, 0, 0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 0);

    public GrpoMetrics plus(GrpoMetrics other) {
        return new GrpoMetrics(answers + other.answers, tokens + other.tokens, ratios + other.ratios, kl + other.kl, entropy + other.entropy,
                keptEntropy + other.keptEntropy, clippedLow + other.clippedLow, clippedHigh + other.clippedHigh, Math.min(leastLow, other.leastLow), Math.max(mostHigh, other.mostHigh),
                phi + other.phi, policyLoss + other.policyLoss);
    }

    /// Under TRL's names, those that the loss has.
    public Map<String, Double> named(GrpoLoss.Settings settings) {
        var named = new LinkedHashMap<String, Double>();
        if (settings.beta() != 0) named.put("kl", mean(kl, tokens));
        named.put("entropy", mean(entropy, tokens));
        if (settings.type().clips()) {
            named.put("clip_ratio/low_mean", mean(clippedLow, ratios));
            named.put("clip_ratio/low_min", leastLow);
            named.put("clip_ratio/high_mean", mean(clippedHigh, ratios));
            named.put("clip_ratio/high_max", mostHigh);
            named.put("clip_ratio/region_mean", mean(clippedLow + clippedHigh, ratios));
        }
        if (settings.type() == GrpoLossType.CISPO) named.put("cispo_clip_ratio", mean(clippedHigh, ratios));
        if (settings.type() == GrpoLossType.VESPO) named.put("vespo/phi_seq_mean", mean(phi, answers));
        if (settings.entropyCoef() != 0) named.put("policy_loss", policyLoss);
        return named;
    }

    private static double mean(double sum, int count) {
        return sum / Math.max(1, count);
    }
}
