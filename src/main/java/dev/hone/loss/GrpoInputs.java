package dev.hone.loss;

import dev.hone.tensor.Tensor;
import java.util.Arrays;

/// What is known of S sampled answers, which have N tokens to learn from together. Tokens stand one after another, in the order of
/// the answers; there is no padding. What is not to be learned is no token here: the results of tools, or all of an answer that was cut off.
/// @param logProbs         `log π(token)` under the policy as it is, `[N]`, with gradient
/// @param oldLogProbs      under the policy that the answers are from, `[N]`; null where that is the policy as it is: then the ratio is
///                         exactly 1, and has a gradient
/// @param refLogProbs      under the reference, `[N]`; null where nothing holds the policy to one
/// @param samplingLogProbs as the engine gave them that sampled, `[N]`, NaN where it gave none; null where those are the old ones.
///                         Read by the off-policy mask alone
/// @param samplingRatios   how much more likely the old policy is to write each token than the engine that sampled, `[N]`, see
///                         [SamplingCorrection]; null for 1
/// @param entropies        of the predictions, in nats, `[N]`; with gradient where there is an entropy bonus
/// @param advantages       by how much each answer is better than expected, `[S]`, see [Advantages]
/// @param lengths          tokens of each answer, `[S]`; an answer of 0 tokens still counts where answers are counted
public record GrpoInputs(Tensor logProbs, float[] oldLogProbs, float[] refLogProbs, float[] samplingLogProbs, float[] samplingRatios, Tensor entropies,
        float[] advantages, int[] lengths) {
    public GrpoInputs {
        int tokens = Arrays.stream(lengths).sum();
        check("logProbs", Math.toIntExact(logProbs.numel()), tokens);
        check("entropies", Math.toIntExact(entropies.numel()), tokens);
        check("oldLogProbs", oldLogProbs, tokens);
        check("refLogProbs", refLogProbs, tokens);
        check("samplingLogProbs", samplingLogProbs, tokens);
        check("samplingRatios", samplingRatios, tokens);
        check("advantages", advantages.length, lengths.length);
    }

    private static void check(String name, float[] numbers, int expected) {
        if (numbers != null) check(name, numbers.length, expected);
    }

    private static void check(String name, int got, int expected) {
        if (got != expected) throw new IllegalArgumentException(name + " has " + got + " numbers; the lengths of the answers ask for " + expected);
    }

    int tokens() {
        return Math.toIntExact(logProbs.numel());
    }
}
