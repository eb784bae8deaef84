package dev.hone.eval.python;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The numbers that Python's `random.Random(seed)` gives: the Mersenne Twister, seeded by a whole number or a text.
/// Source: Matsumoto and Nishimura 1998, "Mersenne Twister"; CPython 3.11, `random.py`.
public final class PythonRandom {
    private static final int WORDS = 624;
    private static final int MIDDLE = 397;

    private final int[] state = new int[WORDS];
    private int at = WORDS;

    private PythonRandom(int[] key) {
        seed(key);
    }

    /// A seed counts without its sign.
    public static PythonRandom of(long seed) {
        long key = Math.abs(seed);
        return new PythonRandom(key >>> 32 == 0 ? new int[] {(int) key} : new int[] {(int) key, (int) (key >>> 32)});
    }

    /// The key is the text's bytes with their SHA-512 behind them, read as one big number.
    public static PythonRandom of(String seed) {
        byte[] text = seed.getBytes(StandardCharsets.UTF_8);
        byte[] hash = sha512(text);
        BigInteger number = new BigInteger(1, ByteBuffer.allocate(text.length + hash.length).put(text).put(hash).array());
        int[] key = new int[Math.max(1, (number.bitLength() + 31) / 32)];
        for (int i = 0; i < key.length; i++) key[i] = number.shiftRight(32 * i).intValue();
        return new PythonRandom(key);
    }

    private static byte[] sha512(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    private void seed(int[] key) {
        state[0] = 19650218;
        for (int i = 1; i < WORDS; i++) state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
        int i = 1, j = 0;
        for (int k = Math.max(WORDS, key.length); k > 0; k--) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >>> 30) * 1664525) + key[j] + j;
            i = next(i);
            j = (j + 1) % key.length;
        }
        for (int k = WORDS - 1; k > 0; k--) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >>> 30) * 1566083941) - i;
            i = next(i);
        }
        state[0] = 0x80000000;
    }

    private int next(int i) {
        if (i + 1 < WORDS) return i + 1;
        state[0] = state[WORDS - 1];
        return 1;
    }

    private int word() {
        if (at == WORDS) turn();
        int y = state[at++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    private void turn() {
        for (int i = 0; i < WORDS; i++) {
            int y = state[i] & 0x80000000 | state[(i + 1) % WORDS] & 0x7fffffff;
            state[i] = state[(i + MIDDLE) % WORDS] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }
        at = 0;
    }

    /// `random()`: at least 0, below 1.
    public double next() {
        return ((word() >>> 5) * 67108864.0 + (word() >>> 6)) / 9007199254740992.0;
    }

    /// `getrandbits(count)`, for 1 to 63 bits.
    public long bits(int count) {
        return count <= 32 ? Integer.toUnsignedLong(word() >>> 32 - count) : bits(32) | bits(count - 32) << 32;
    }

    /// `randrange(bound)`, at least 0 and below the bound: also what `randint(0, bound - 1)` and `choice` draw.
    /// @param bound above 0
    public int below(int bound) {
        return (int) between(0, bound - 1);
    }

    /// `randint(low, high)`, both included.
    public long between(long low, long high) {
        long width = high - low + 1;
        int count = 64 - Long.numberOfLeadingZeros(width);
        long drawn = bits(count);
        while (drawn >= width) drawn = bits(count);
        return low + drawn;
    }

    /// `uniform(low, high)`.
    public double uniform(double low, double high) {
        return low + (high - low) * next();
    }

    /// `choices([...])[0]`: draws differently from `choice`.
    public <T> T choices(List<T> of) {
        return of.get((int) (next() * of.size()));
    }

    /// `shuffle`.
    public <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            int j = below(i + 1);
            T moved = list.get(i);
            list.set(i, list.get(j));
            list.set(j, moved);
        }
    }

    /// `sample(range(of), count)`.
    public List<Integer> sample(int of, int count) {
        int pool = 21;
        if (count > 5) pool += 1 << 2 * (int) Math.ceil(Math.log(count * 3) / Math.log(4));
        return of <= pool ? fromPool(of, count) : rejecting(of, count);
    }

    private List<Integer> fromPool(int of, int count) {
        int[] pool = new int[of];
        for (int i = 0; i < of; i++) pool[i] = i;
        List<Integer> sample = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int j = below(of - i);
            sample.add(pool[j]);
            pool[j] = pool[of - i - 1];
        }
        return sample;
    }

    private List<Integer> rejecting(int of, int count) {
        Set<Integer> taken = new HashSet<>();
        List<Integer> sample = new ArrayList<>();
        while (sample.size() < count) {
            int drawn = below(of);
            if (taken.add(drawn)) sample.add(drawn);
        }
        return sample;
    }
}
