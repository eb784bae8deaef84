package dev.hone.loss;

/// Numbers brought to mean 0 and variance 1: `(x - m) / sqrt(v + 1e-8)`, the variance with Bessel's correction. As there is no
/// padding, all that is given counts.
public final class Whitening {
    private Whitening() {}

    /// @param shiftsMean whether the mean becomes 0; rewards keep theirs, as it says whether an answer is good at all
    public static float[] of(float[] numbers, boolean shiftsMean) {
        double mean = 0, squares = 0;
        for (float number : numbers) mean += number / (double) numbers.length;
        for (float number : numbers) squares += (number - mean) * (number - mean);
        double scale = 1 / Math.sqrt(squares / Math.max(1, numbers.length - 1) + 1e-8);
        float[] whitened = new float[numbers.length];
        for (int i = 0; i < whitened.length; i++) whitened[i] = (float) ((numbers[i] - mean) * scale + (shiftsMean ? 0 : mean));
        return whitened;
    }
}
