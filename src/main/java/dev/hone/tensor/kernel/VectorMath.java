package dev.hone.tensor.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// exp and its kin for vectors, equal to the bit for any vector width and for single numbers.
public final class VectorMath {
    private static final float LOG2_E = 1.44269504f;
    /// ln 2 in two parts whose sum is more exact than one float.
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /// Adding and taking away 1.5 * 2^23 rounds to the nearest whole number.
    private static final float ROUND = 12582912f;
    private static final float LEAST = -87.33654f;
    private static final float MOST = 88.37626f;
    // Minimax polynomial of (exp(r) - 1 - r) / r² on [-ln2/2, ln2/2] (Cephes, expf).
    private static final float C0 = 1.9875691500e-4f;
    private static final float C1 = 1.3981999507e-3f;
    private static final float C2 = 8.3334519073e-3f;
    private static final float C3 = 4.1665795894e-2f;
    private static final float C4 = 1.6666665459e-1f;
    private static final float C5 = 5.0000001201e-1f;

    private VectorMath() {}

    /// The largest of the numbers `from` to `to` - 1 at an address.
    static float max(long at, int from, int to) {
        var species = FloatVector.SPECIES_PREFERRED;
        FloatVector largest = FloatVector.broadcast(species, Float.NEGATIVE_INFINITY);
        int i = from;
        for (; i + species.length() <= to; i += species.length())
            largest = largest.max(FloatVector.fromMemorySegment(species, Floats.MEMORY, at + 4L * i, ByteOrder.LITTLE_ENDIAN));
        float max = largest.reduceLanes(VectorOperators.MAX);
        for (; i < to; i++) max = Math.max(max, Floats.MEMORY.get(Floats.FLOAT, at + 4L * i));
        return max;
    }

    /// The sum of a vector's lanes, from the first to the last. `reduceLanes` leaves the order to the compiler, and then code
    /// that was compiled in the middle of a run gives other bits than before.
    static float sum(FloatVector x) {
        float sum = 0;
        for (float lane : x.toArray()) sum += lane;
        return sum;
    }

    /// e^x with a relative error below 2e-7; 0 below -87.3 and capped above 88.3.
    public static FloatVector exp(FloatVector x) {
        var species = x.species();
        FloatVector bounded = x.max(LEAST).min(MOST);
        FloatVector shifted = bounded.fma(FloatVector.broadcast(species, LOG2_E), FloatVector.broadcast(species, ROUND));
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(species, -LN2_HIGH), bounded);
        r = n.fma(FloatVector.broadcast(species, -LN2_LOW), r);
        FloatVector p = FloatVector.broadcast(species, C0);
        p = p.fma(r, FloatVector.broadcast(species, C1));
        p = p.fma(r, FloatVector.broadcast(species, C2));
        p = p.fma(r, FloatVector.broadcast(species, C3));
        p = p.fma(r, FloatVector.broadcast(species, C4));
        p = p.fma(r, FloatVector.broadcast(species, C5));
        FloatVector y = p.fma(r.mul(r), r).add(1f);
        // The low bits of `shifted` are n: moved to the exponent's place and added, they scale by 2^n.
        var scaled = y.reinterpretAsInts().add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
        return scaled.blend(0f, x.compare(VectorOperators.LT, LEAST));
    }

    /// The same for one number, to the bit.
    public static float exp(float x) {
        if (x < LEAST) return 0f;
        float bounded = Math.min(Math.max(x, LEAST), MOST);
        float shifted = Math.fma(bounded, LOG2_E, ROUND);
        float n = shifted - ROUND;
        float r = Math.fma(n, -LN2_HIGH, bounded);
        r = Math.fma(n, -LN2_LOW, r);
        float p = C0;
        p = Math.fma(p, r, C1);
        p = Math.fma(p, r, C2);
        p = Math.fma(p, r, C3);
        p = Math.fma(p, r, C4);
        p = Math.fma(p, r, C5);
        float y = Math.fma(p, r * r, r) + 1f;
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) + (Float.floatToRawIntBits(shifted) << 23));
    }
}
