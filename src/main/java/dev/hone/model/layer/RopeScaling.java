package dev.hone.model.layer;

import java.util.List;

/// How rotary frequencies are changed so that a model reads longer texts than it was first trained on.
///
/// Without scaling, pair `i` of `d` rotary dimensions turns by `theta^(-2i/d)` a position. All arithmetic is in float32, as
/// in transformers: at far positions the last bit of a frequency shows.
/// Source: Su et al. 2021, arXiv:2104.09864, section 3.2.2.
public sealed interface RopeScaling {
    /// @param theta base of the wavelengths
    /// @param dims  rotary dimensions; an odd number is rounded up to whole pairs
    /// @return an inverse frequency for each pair
    default float[] frequencies(double theta, int dims) {
        return unscaled(theta, dims);
    }

    /// What cosine and sine are multiplied with.
    default double attentionFactor() {
        return 1;
    }

    /// The frequencies that hold for long sequences only, or null.
    default Rope.Stretch stretch(double theta, int dims) {
        return null;
    }

    /// No scaling.
    record Unscaled() implements RopeScaling {}

    /// Every frequency divided by `factor`: positions are squeezed.
    /// Source: Chen et al. 2023, arXiv:2306.15595.
    record Linear(double factor) implements RopeScaling {
        @Override public float[] frequencies(double theta, int dims) {
            float[] scaled = unscaled(theta, dims);
            for (int i = 0; i < scaled.length; i++) scaled[i] /= (float) factor;
            return scaled;
        }
    }

    /// Changes the base with the length once a sequence is longer than the model was trained for; before that nothing.
    /// Hone does not follow it there: the same text would then get other numbers as it grows.
    record Dynamic(int trainedLength) implements RopeScaling {
        @Override public Rope.Stretch stretch(double theta, int dims) {
            return new Rope.Stretch(trainedLength, null);
        }
    }

    /// Wavelengths beyond `trainedLength / lowFactor` are stretched by `factor`, those below `trainedLength / highFactor`
    /// stay, and between them the share of each goes over linearly in the number of turns.
    /// Source: Grattafiori et al. 2024, arXiv:2407.21783; the formula is that of the Llama 3.1 release.
    record Llama3(double factor, double lowFactor, double highFactor, int trainedLength) implements RopeScaling {
        @Override public float[] frequencies(double theta, int dims) {
            float[] scaled = unscaled(theta, dims);
            for (int i = 0; i < scaled.length; i++) {
                float wavelength = (float) (2 * Math.PI) / scaled[i];
                if (wavelength < (float) (trainedLength / highFactor)) continue;
                float stretched = scaled[i] / (float) factor;
                if (wavelength > (float) (trainedLength / lowFactor)) {
                    scaled[i] = stretched;
                    continue;
                }
                float keep = (trainedLength / wavelength - (float) lowFactor) / (float) (highFactor - lowFactor);
                scaled[i] = (1 - keep) * scaled[i] / (float) factor + keep * scaled[i];
            }
            return scaled;
        }
    }

    /// Pairs that turn more than `betaFast` times over the trained length stay, those that turn less than `betaSlow` times
    /// are stretched by `factor`, with a linear ramp over the pairs between.
    /// Source: Peng et al. 2023, arXiv:2309.00071, section 3.2.
    /// @param truncate whether the ends of the ramp are whole pairs
    record Yarn(double factor, double betaFast, double betaSlow, int trainedLength, boolean truncate, double attentionFactor)
            implements RopeScaling {
        @Override public float[] frequencies(double theta, int dims) {
            double low = pairTurning(betaFast, theta, dims);
            double high = pairTurning(betaSlow, theta, dims);
            if (truncate) {
                low = Math.floor(low);
                high = Math.ceil(high);
            }
            low = Math.max(low, 0);
            high = Math.min(high, dims - 1);
            if (low == high) high += 0.001;     // a step instead of a ramp

            float[] scaled = unscaled(theta, dims);
            for (int i = 0; i < scaled.length; i++) {
                float keep = 1 - Math.clamp((i - (float) low) / (float) (high - low), 0f, 1f);
                scaled[i] = scaled[i] / (float) factor * (1 - keep) + scaled[i] * keep;
            }
            return scaled;
        }

        /// The (fractional) index of the pair that turns so often over the trained length.
        private double pairTurning(double turns, double theta, int dims) {
            return dims * Math.log(trainedLength / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
        }

        /// Attention is sharpened as texts get longer: `0.1 · weight · ln(factor) + 1`, and 1 where nothing is stretched.
        /// Source: the same, equation 22; the weight is DeepSeek's `mscale`.
        public static double sharpening(double factor, double weight) {
            return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
        }
    }

    /// Each pair has a divisor of its own, found by search: one list up to the trained length, one beyond.
    /// Source: Ding et al. 2024, arXiv:2402.13753.
    record LongRope(List<Float> shortFactors, List<Float> longFactors, int trainedLength, double attentionFactor) implements RopeScaling {
        @Override public float[] frequencies(double theta, int dims) {
            return divided(shortFactors, theta, dims);
        }

        @Override public Rope.Stretch stretch(double theta, int dims) {
            return new Rope.Stretch(trainedLength, divided(longFactors, theta, dims));
        }

        private static float[] divided(List<Float> factors, double theta, int dims) {
            float[] scaled = unscaled(theta, dims);
            for (int i = 0; i < scaled.length; i++) scaled[i] = 1 / (factors.get(i) * power(theta, dims, i));
            return scaled;
        }
    }

    private static float[] unscaled(double theta, int dims) {
        float[] frequencies = new float[(dims + 1) / 2];
        for (int i = 0; i < frequencies.length; i++) frequencies[i] = 1 / power(theta, dims, i);
        return frequencies;
    }

    private static float power(double theta, int dims, int pair) {
        float exponent = (float) (2 * pair) / dims;
        return (float) Math.pow((float) theta, exponent);
    }
}
