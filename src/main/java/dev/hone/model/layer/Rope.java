package dev.hone.model.layer;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.Tensor;
import java.util.List;

/// Rotary position embedding: pair `i` of a head's entries is turned by the angle `position · frequency[i]`, so that the
/// product of a query and a key depends on their distance alone.
/// Source: Su et al. 2021, arXiv:2104.09864, equation 34.
/// @param inverseFrequencies angle per position of each pair, `[rotaryDims / 2]`
/// @param rotaryDims         how many of a head's first entries are turned; the rest pass
/// @param interleaved        pairs are neighbours (0 with 1, 2 with 3, ...) rather than half a head apart. The turned entries
///                           come out half a head apart either way, as the order of entries does not change a product
/// @param attentionFactor    factor on cosine and sine
/// @param stretch            what holds for longer sequences, or null
public record Rope(float[] inverseFrequencies, int rotaryDims, boolean interleaved, double attentionFactor, Stretch stretch) {
    /// What changes for sequences longer than `beyond`.
    /// @param inverseFrequencies the frequencies for them, or null when they are refused
    public record Stretch(int beyond, float[] inverseFrequencies) {}

    /// Cosine and sine of each token's angles, `[N, 1, rotaryDims / 2]`.
    public record Angles(Tensor cos, Tensor sin) {}

    public Rope {
        if (inverseFrequencies.length * 2 != rotaryDims) throw new IllegalArgumentException(
                inverseFrequencies.length + " frequencies for " + rotaryDims + " dimensions; half as many");
    }

    /// @param dims how many of a head's entries are turned; an odd number is rounded up
    public static Rope of(RopeScaling scaling, double theta, int dims, boolean interleaved) {
        float[] frequencies = scaling.frequencies(theta, dims);
        return new Rope(frequencies, 2 * frequencies.length, interleaved, scaling.attentionFactor(), scaling.stretch(theta, dims));
    }

    /// The frequencies of a sequence that will be `length` tokens long.
    public float[] inverseFrequencies(int length) {
        if (stretch == null || length <= stretch.beyond()) return inverseFrequencies;
        if (stretch.inverseFrequencies() == null) throw new UserError("a sequence has " + length + " tokens; this model's dynamic"
                + " rotary scaling is supported up to the " + stretch.beyond() + " it was trained for: shorten the sequence");
        return stretch.inverseFrequencies();
    }

    /// @param x         `[N, H, Dh]`
    /// @param positions `[N]` int64
    /// @return the same shape
    public Tensor forward(Tensor x, Tensor positions) {
        return turn(x, angles(positions, null));
    }

    /// @param reaches for each token the length of its sequence; null where all are short
    Angles angles(Tensor positions, int[] reaches) {
        Tensor angles = positions.to(DType.FLOAT32).unsqueeze(1).mul(frequencies(positions, reaches)).unsqueeze(1);
        return new Angles(angles.cos().mul(attentionFactor), angles.sin().mul(attentionFactor));
    }

    /// `[rotaryDims / 2]`, or `[N, rotaryDims / 2]` where sequences differ.
    private Tensor frequencies(Tensor positions, int[] reaches) {
        Tensor usual = Tensor.of(inverseFrequencies, rotaryDims / 2).to(positions.device());
        if (stretch == null || reaches == null) return usual;
        boolean[] isLong = new boolean[reaches.length];
        boolean any = false;
        for (int i = 0; i < reaches.length; i++) any |= isLong[i] = reaches[i] > stretch.beyond();
        if (!any) return usual;
        int longest = java.util.Arrays.stream(reaches).max().getAsInt();
        Tensor stretched = Tensor.of(inverseFrequencies(longest), rotaryDims / 2).to(positions.device());
        return Tensor.where(Tensor.ofBooleans(isLong, isLong.length, 1).to(positions.device()), stretched, usual);
    }

    /// Turns the first `rotaryDims` entries of each head.
    Tensor turn(Tensor x, Angles angles) {
        long rest = x.size(-1) - rotaryDims;
        if (rest == 0) return turned(x, angles);
        List<Tensor> parts = x.split(new long[] {rotaryDims, rest}, -1);
        return Tensor.cat(List.of(turned(parts.get(0), angles), parts.get(1)), -1);
    }

    private Tensor turned(Tensor x, Angles angles) {
        Tensor cos = angles.cos().to(x.dtype());
        Tensor sin = angles.sin().to(x.dtype());
        long[] shape = x.shape();
        int half = rotaryDims / 2;
        Tensor pairs = interleaved ? x.reshape(shape[0], shape[1], half, 2) : null;
        Tensor one = interleaved ? pairs.select(-1, 0) : x.narrow(-1, 0, half);
        Tensor other = interleaved ? pairs.select(-1, 1) : x.narrow(-1, half, half);
        return Tensor.cat(List.of(one.mul(cos).sub(other.mul(sin)), other.mul(cos).add(one.mul(sin))), -1);
    }
}
