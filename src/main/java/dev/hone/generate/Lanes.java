package dev.hone.generate;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Loops over whole rows of scores, as wide as the machine allows.
/// Each element goes through the same operations whatever the width, and sums are taken in a fixed order in double,
/// so that the width of the machine changes no bit of a result.
final class Lanes {
    private static final VectorSpecies<Float> WIDTH = FloatVector.SPECIES_PREFERRED;

    // exp(x) = 2^n · exp(r) with n = round(x / ln 2) and |r| <= ln 2 / 2; the polynomial is that of Cephes' expf (Moshier), good to about one ulp.
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /// Adding it rounds to a whole number, and leaves that number in the lowest bits.
    private static final float ROUNDER = 0x1.8p23f;
    private static final float C0 = 1.9875691500e-4f, C1 = 1.3981999507e-3f, C2 = 8.3334519073e-3f;
    private static final float C3 = 4.1665795894e-2f, C4 = 1.6666665459e-1f, C5 = 5.0000001201e-1f;
    /// Below it exp leaves the normal floats; it counts as 0.
    private static final float SMALLEST = -87f;

    private Lanes() {}

    /// The largest element; NaN if there is one.
    static float max(float[] x, int n) {
        FloatVector largest = FloatVector.broadcast(WIDTH, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (int end = WIDTH.loopBound(n); i < end; i += WIDTH.length()) largest = largest.max(FloatVector.fromArray(WIDTH, x, i));
        float max = largest.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) max = Math.max(max, x[i]);
        return max;
    }

    static void divide(float[] x, int n, float by) {
        int i = 0;
        for (int end = WIDTH.loopBound(n); i < end; i += WIDTH.length()) FloatVector.fromArray(WIDTH, x, i).div(by).intoArray(x, i);
        for (; i < n; i++) x[i] /= by;
    }

    /// `out[i] = exp(x[i] - pivot)`, for elements at most `pivot`.
    static void exp(float[] x, float pivot, float[] out, int n) {
        int i = 0;
        for (int end = WIDTH.loopBound(n); i < end; i += WIDTH.length()) exp(FloatVector.fromArray(WIDTH, x, i).sub(pivot)).intoArray(out, i);
        for (; i < n; i++) out[i] = exp(x[i] - pivot);
    }

    private static FloatVector exp(FloatVector x) {
        VectorMask<Float> zero = x.compare(VectorOperators.LT, SMALLEST);
        FloatVector rounded = x.fma(FloatVector.broadcast(WIDTH, LOG2_E), FloatVector.broadcast(WIDTH, ROUNDER));
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(FloatVector.broadcast(WIDTH, -LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(WIDTH, -LN2_LOW), r);
        FloatVector p = FloatVector.broadcast(WIDTH, C0);
        p = p.fma(r, FloatVector.broadcast(WIDTH, C1));
        p = p.fma(r, FloatVector.broadcast(WIDTH, C2));
        p = p.fma(r, FloatVector.broadcast(WIDTH, C3));
        p = p.fma(r, FloatVector.broadcast(WIDTH, C4));
        p = p.fma(r, FloatVector.broadcast(WIDTH, C5));
        p = p.fma(r.mul(r), r).add(1f);
        var scaled = p.reinterpretAsInts().add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23));
        return scaled.reinterpretAsFloats().blend(0f, zero);
    }

    /// One element of [#exp(float[], float, float[], int)], the same operations in the same order.
    static float exp(float x) {
        if (x < SMALLEST) return 0;
        float rounded = Math.fma(x, LOG2_E, ROUNDER);
        float n = rounded - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float p = Math.fma(C0, r, C1);
        p = Math.fma(p, r, C2);
        p = Math.fma(p, r, C3);
        p = Math.fma(p, r, C4);
        p = Math.fma(p, r, C5);
        p = Math.fma(p, r * r, r) + 1f;
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(rounded) << 23));
    }

    /// The sum of `x[from..to)` in double: eight partial sums, always of the same elements.
    static double sum(float[] x, int from, int to) {
        double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = from;
        for (; i + 8 <= to; i += 8) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
            e += x[i + 4];
            f += x[i + 5];
            g += x[i + 6];
            h += x[i + 7];
        }
        for (; i < to; i++) a += x[i];
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }
}
