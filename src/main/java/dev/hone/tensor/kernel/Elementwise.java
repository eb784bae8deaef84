package dev.hone.tensor.kernel;

import static dev.hone.tensor.kernel.Floats.FLOAT;
import static dev.hone.tensor.kernel.Floats.MEMORY;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The small steps between products, row by row.
public final class Elementwise {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    /// Numbers that are worth handing to another core.
    private static final int GRAIN = 16_384;

    private Elementwise() {}

    /// Runs `body` over rows of `width` numbers on as many cores as pay.
    public static void overRows(int rows, int width, Workers.Body body) {
        Workers.shared().forEach(rows, Math.max(1, GRAIN / Math.max(1, width)), body);
    }

    /// `out = x / sqrt(mean(x²) + eps) · w` for one row. The squares are summed in eight interleaved chains.
    public static void rmsNorm(Floats x, int xStart, Floats weight, double eps, Floats out, int outStart, int width) {
        long from = x.at(xStart, width);
        long to = out.at(outStart, width);
        long w = weight.at(0, width);
        float scale = (float) (1 / Math.sqrt(sumOfSquares(from, width) / width + eps));
        FloatVector scales = FloatVector.broadcast(S, scale);
        int i = 0;
        for (; i + LANES <= width; i += LANES) {
            load(from + 4L * i).mul(scales).mul(load(w + 4L * i)).intoMemorySegment(MEMORY, to + 4L * i, LE);
        }
        for (; i < width; i++) MEMORY.set(FLOAT, to + 4L * i, MEMORY.get(FLOAT, from + 4L * i) * scale * MEMORY.get(FLOAT, w + 4L * i));
    }

    private static double sumOfSquares(long from, int width) {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int i = 0;
        for (; i + 8 <= width; i += 8) {
            long at = from + 4L * i;
            s0 = square(at, s0);
            s1 = square(at + 4, s1);
            s2 = square(at + 8, s2);
            s3 = square(at + 12, s3);
            s4 = square(at + 16, s4);
            s5 = square(at + 20, s5);
            s6 = square(at + 24, s6);
            s7 = square(at + 28, s7);
        }
        for (; i < width; i++) s0 = square(from + 4L * i, s0);
        return ((double) s0 + s1) + ((double) s2 + s3) + (((double) s4 + s5) + ((double) s6 + s7));
    }

    private static float square(long at, float sum) {
        float value = MEMORY.get(FLOAT, at);
        return Math.fma(value, value, sum);
    }

    /// `x += scale · delta` over `count` numbers.
    public static void add(Floats x, int xStart, Floats delta, int deltaStart, float scale, int count) {
        long to = x.at(xStart, count);
        long from = delta.at(deltaStart, count);
        FloatVector scales = FloatVector.broadcast(S, scale);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            load(from + 4L * i).fma(scales, load(to + 4L * i)).intoMemorySegment(MEMORY, to + 4L * i, LE);
        }
        for (; i < count; i++) {
            MEMORY.set(FLOAT, to + 4L * i, Math.fma(MEMORY.get(FLOAT, from + 4L * i), scale, MEMORY.get(FLOAT, to + 4L * i)));
        }
    }

    /// `sum += x · y` over `count` numbers.
    public static void multiplyAdd(Floats x, int xStart, Floats y, int yStart, Floats sum, int sumStart, int count) {
        long one = x.at(xStart, count), other = y.at(yStart, count), to = sum.at(sumStart, count);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            load(one + 4L * i).fma(load(other + 4L * i), load(to + 4L * i)).intoMemorySegment(MEMORY, to + 4L * i, LE);
        }
        for (; i < count; i++) {
            MEMORY.set(FLOAT, to + 4L * i, Math.fma(MEMORY.get(FLOAT, one + 4L * i), MEMORY.get(FLOAT, other + 4L * i), MEMORY.get(FLOAT, to + 4L * i)));
        }
    }

    /// `x = scale · x + delta` over `count` numbers.
    static void scaleAndAdd(Floats x, int xStart, float scale, Floats delta, int deltaStart, int count) {
        long to = x.at(xStart, count);
        long from = delta.at(deltaStart, count);
        FloatVector scales = FloatVector.broadcast(S, scale);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            load(to + 4L * i).fma(scales, load(from + 4L * i)).intoMemorySegment(MEMORY, to + 4L * i, LE);
        }
        for (; i < count; i++) {
            MEMORY.set(FLOAT, to + 4L * i, Math.fma(MEMORY.get(FLOAT, to + 4L * i), scale, MEMORY.get(FLOAT, from + 4L * i)));
        }
    }

    public static void scale(Floats x, int start, float factor, int count) {
        long at = x.at(start, count);
        int i = 0;
        for (; i + LANES <= count; i += LANES) load(at + 4L * i).mul(factor).intoMemorySegment(MEMORY, at + 4L * i, LE);
        for (; i < count; i++) MEMORY.set(FLOAT, at + 4L * i, MEMORY.get(FLOAT, at + 4L * i) * factor);
    }

    /// `gate = silu(gate) · up`, where `silu(g) = g / (1 + e^-g)`.
    public static void siluMultiply(Floats gate, int gateStart, Floats up, int upStart, int count) {
        long g = gate.at(gateStart, count);
        long u = up.at(upStart, count);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector x = load(g + 4L * i);
            x.div(VectorMath.exp(x.neg()).add(1f)).mul(load(u + 4L * i)).intoMemorySegment(MEMORY, g + 4L * i, LE);
        }
        for (; i < count; i++) {
            float x = MEMORY.get(FLOAT, g + 4L * i);
            MEMORY.set(FLOAT, g + 4L * i, x / (VectorMath.exp(-x) + 1f) * MEMORY.get(FLOAT, u + 4L * i));
        }
    }

    /// `gate = gelu(gate) · up` in the tanh form, `g · sigmoid(2 · sqrt(2/π) · (g + 0.044715 g³))`.
    public static void geluTanhMultiply(Floats gate, int gateStart, Floats up, int upStart, int count) {
        long g = gate.at(gateStart, count);
        long u = up.at(upStart, count);
        float slope = (float) (-2 * Math.sqrt(2 / Math.PI));
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector x = load(g + 4L * i);
            FloatVector inner = x.mul(x).mul(0.044715f).add(1f).mul(x).mul(slope);
            x.div(VectorMath.exp(inner).add(1f)).mul(load(u + 4L * i)).intoMemorySegment(MEMORY, g + 4L * i, LE);
        }
        for (; i < count; i++) {
            float x = MEMORY.get(FLOAT, g + 4L * i);
            float inner = (x * x * 0.044715f + 1f) * x * slope;
            MEMORY.set(FLOAT, g + 4L * i, x / (VectorMath.exp(inner) + 1f) * MEMORY.get(FLOAT, u + 4L * i));
        }
    }

    /// `gate = gelu(gate) · up` in the exact form, `g · Φ(g)`.
    public static void geluMultiply(Floats gate, int gateStart, Floats up, int upStart, int count) {
        for (int i = 0; i < count; i++) {
            double x = gate.get(gateStart + i);
            gate.set(gateStart + i, (float) (x * 0.5 * erfc(-x / Math.sqrt(2))) * up.get(upStart + i));
        }
    }

    /// The complementary error function, to 1.2e-7 relative.
    /// Source: Press et al. 1992, Numerical Recipes, second edition, section 6.2 (a Chebyshev fit).
    private static double erfc(double x) {
        double t = 1 / (1 + 0.5 * Math.abs(x));
        double[] c = {-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277};
        double fit = 0;
        for (int i = c.length - 1; i >= 0; i--) fit = fit * t + c[i];
        double tail = t * Math.exp(-x * x + fit);
        return x >= 0 ? tail : 2 - tail;
    }

    /// `gate = max(gate, 0) · up`.
    public static void reluMultiply(Floats gate, int gateStart, Floats up, int upStart, int count) {
        for (int i = 0; i < count; i++) gate.set(gateStart + i, Math.max(gate.get(gateStart + i), 0) * up.get(upStart + i));
    }

    /// Turns pairs of a head by its position's angles: `(a, b) → (a cos - b sin, b cos + a sin)`.
    /// @param table       cosines, then sines, each `dims / 2` numbers, for this position
    /// @param interleaved pairs are neighbours (0 1)(2 3)...; else the first half meets the second
    public static void rope(Floats x, int start, Floats table, int tableStart, int dims, boolean interleaved) {
        int half = dims / 2;
        long at = x.at(start, dims);
        long cos = table.at(tableStart, 2L * half);
        long sin = cos + 4L * half;
        long step = interleaved ? 8 : 4;
        long apart = interleaved ? 4 : 4L * half;
        int i = 0;
        if (!interleaved) {
            for (; i + LANES <= half; i += LANES) {
                FloatVector a = load(at + 4L * i), b = load(at + apart + 4L * i), c = load(cos + 4L * i), s = load(sin + 4L * i);
                a.mul(c).sub(b.mul(s)).intoMemorySegment(MEMORY, at + 4L * i, LE);
                b.mul(c).add(a.mul(s)).intoMemorySegment(MEMORY, at + apart + 4L * i, LE);
            }
        }
        for (; i < half; i++) {
            float a = MEMORY.get(FLOAT, at + step * i), b = MEMORY.get(FLOAT, at + apart + step * i);
            float c = MEMORY.get(FLOAT, cos + 4L * i), s = MEMORY.get(FLOAT, sin + 4L * i);
            MEMORY.set(FLOAT, at + step * i, a * c - b * s);
            MEMORY.set(FLOAT, at + apart + step * i, b * c + a * s);
        }
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(S, MEMORY, address, LE);
    }
}
