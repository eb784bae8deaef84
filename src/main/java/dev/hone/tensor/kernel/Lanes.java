package dev.hone.tensor.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Loops over whole rows of scores, as wide as the machine allows.
/// Each element goes through the same operations whatever the width, and sums are taken in a fixed order in double,
/// so that the width of the machine changes no bit of a result.
public final class Lanes {
    private static final VectorSpecies<Float> WIDTH = FloatVector.SPECIES_PREFERRED;

    /// Elements that are summed together before the sums are.
    public static final int BLOCK = 1024;

    private Lanes() {}

    /// The largest element; NaN if there is one.
    public static float max(float[] x, int n) {
        FloatVector largest = FloatVector.broadcast(WIDTH, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (int end = WIDTH.loopBound(n); i < end; i += WIDTH.length()) largest = largest.max(FloatVector.fromArray(WIDTH, x, i));
        float max = largest.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) max = Math.max(max, x[i]);
        return max;
    }

    public static void divide(float[] x, int n, float by) {
        int i = 0;
        for (int end = WIDTH.loopBound(n); i < end; i += WIDTH.length()) FloatVector.fromArray(WIDTH, x, i).div(by).intoArray(x, i);
        for (; i < n; i++) x[i] /= by;
    }

    /// `out[i] = exp(x[i] - pivot)`, for elements at most `pivot`.
    public static void exp(float[] x, float pivot, float[] out, int n) {
        int i = 0;
        for (int end = WIDTH.loopBound(n); i < end; i += WIDTH.length()) VectorMath.exp(FloatVector.fromArray(WIDTH, x, i).sub(pivot)).intoArray(out, i);
        for (; i < n; i++) out[i] = VectorMath.exp(x[i] - pivot);
    }

    /// The sum of the first `n` elements: block by block, then over the blocks.
    /// @param blocks receives the sum of each block of [#BLOCK] elements
    public static double sumByBlocks(float[] x, int n, double[] blocks) {
        double total = 0;
        for (int block = 0, from = 0; from < n; block++, from += BLOCK) {
            blocks[block] = sum(x, from, Math.min(n, from + BLOCK));
            total += blocks[block];
        }
        return total;
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
