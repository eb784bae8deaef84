package dev.hone.loss;

import java.util.Arrays;

/// What makes up for answers having been sampled by another engine than the one that learns: `π_old/π_sampled`, kept from growing
/// without bound. By TRL's names (`vllm_importance_sampling_mode`).
public enum SamplingCorrection {
    TOKEN_TRUNCATE, TOKEN_MASK, SEQUENCE_TRUNCATE, SEQUENCE_MASK;

    /// The ratio of each token, or of its whole answer (the product over its tokens); beyond the bounds it is the bound
    /// (truncate) or 0, so that nothing is learned (mask). A token whose log-probability the sampler did not give (NaN) counts as 1.
    /// @param old     log-probabilities under the policy that learns, as it was when the answers were sampled, `[N]`
    /// @param sampled as the engine gave them that sampled, `[N]`
    /// @param lengths tokens of each answer, N together
    /// @param least   lower bound, 0 for none
    /// @param most    upper bound, infinite for none
    /// @return `[N]`, see [GrpoInputs#samplingRatios]
    public float[] ratios(float[] old, float[] sampled, int[] lengths, double least, double most) {
        float[] ratios = new float[old.length];
        for (int s = 0, at = 0; s < lengths.length; at += lengths[s++]) {
            double sum = 0;
            for (int t = at; t < at + lengths[s]; t++) {
                double difference = Float.isNaN(sampled[t]) ? 0 : old[t] - sampled[t];
                sum += difference;
                ratios[t] = bounded(Math.exp(difference), least, most);
            }
            if (ofSequences()) Arrays.fill(ratios, at, at + lengths[s], bounded(Math.exp(sum), least, most));
        }
        return ratios;
    }

    private float bounded(double ratio, double least, double most) {
        return (float) switch (this) {
            case TOKEN_TRUNCATE, SEQUENCE_TRUNCATE -> Math.clamp(ratio, least, most);
            case TOKEN_MASK, SEQUENCE_MASK -> ratio < least || ratio > most ? 0 : ratio;
        };
    }

    /// Whether an answer has one ratio. Then `vespo`, which multiplies ratios of tokens itself, cannot use it.
    public boolean ofSequences() {
        return this == SEQUENCE_TRUNCATE || this == SEQUENCE_MASK;
    }
}
