package dev.hone.generate;

/// The random numbers of one answer. Each is computed from its place alone, not from the number before it:
/// `u(t) = mix(key + (t + 1) · φ) / 2^64`, where `key` mixes the seed, the request's number and the answer's number among
/// those to the same prompt, and `t` counts the answer's tokens. So nothing that other sequences do can shift them.
///
/// Source: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators" (SplitMix64), with its counter as argument.
record RandomStream(long key) {
    private static final long PHI = 0x9E3779B97F4A7C15L;

    static RandomStream of(long seed, long request, int sample) {
        return new RandomStream(next(next(next(seed, 0), request), sample));
    }

    /// A number in [0, 1) for the answer's token `t`, with 53 random bits.
    double at(int t) {
        return (next(key, t) >>> 11) * 0x1p-53;
    }

    private static long next(long key, long counter) {
        return mix(key + (counter + 1) * PHI);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
