package dev.hone.tensor.kernel;

/// Random numbers that depend on a key and a place alone, not on what was drawn before: whoever asks, in any order and on
/// any thread, gets the same.
/// Source: Steele et al. 2014, "Fast splittable pseudorandom number generators" (SplitMix64), with the place as its counter.
public final class PlacedRandom {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final long key;

    /// Different seeds, rounds or names give numbers that have nothing to do with each other.
    /// @param round numbers the uses of one seed, such as the passes of a training run
    public PlacedRandom(long seed, long round, String name) {
        long mixed = mix(mix(seed + STEP) + round);
        for (int i = 0; i < name.length(); i++) mixed = mix(mixed + STEP + name.charAt(i));
        key = mixed;
    }

    /// 64 random bits.
    public long bits(long place) {
        return mix(key + STEP * (place + 1));
    }

    /// Uniform in [0, 1), in steps of 2⁻⁵³.
    public double uniform(long place) {
        return (bits(place) >>> 11) * 0x1p-53;
    }

    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
