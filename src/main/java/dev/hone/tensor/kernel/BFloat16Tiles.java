package dev.hone.tensor.kernel;

import static dev.hone.tensor.kernel.Floats.FLOAT;
import static dev.hone.tensor.kernel.Floats.MEMORY;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Products of a few rows with a panel of bfloat16 weights, `[k][P]`: each 32-bit word holds column j in its low half and
/// column P/2 + j in its high half, and either half becomes a float32 by one shift or mask.
///
/// `out[r][0..P) += sum over k of x[r][k] * w[k][0..P)`, with P = [#WIDTH] columns: each number of `out` is one chain of
/// fused multiply-adds in the order of k, so tiles of any height give the same bits. The accumulators of a tile fit the
/// sixteen vector registers of AVX2. All arguments are addresses and strides in bytes; the caller has checked them.
final class BFloat16Tiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final int BYTES = S.vectorByteSize();
    /// Columns of a panel.
    static final int WIDTH = 2 * S.length();

    private BFloat16Tiles() {}

    /// Adds the product of `rows` rows of x with one panel to out.
    static void multiply(int rows, long w, long x, long ldx, int k, long out, long ldo) {
        int r = 0;
        for (; rows - r >= 6; r += 6) six(w, x + r * ldx, ldx, k, out + r * ldo, ldo);
        switch (rows - r) {
            case 5 -> {
                three(w, x + r * ldx, ldx, k, out + r * ldo, ldo);
                two(w, x + (r + 3) * ldx, ldx, k, out + (r + 3) * ldo, ldo);
            }
            case 4 -> four(w, x + r * ldx, ldx, k, out + r * ldo, ldo);
            case 3 -> three(w, x + r * ldx, ldx, k, out + r * ldo, ldo);
            case 2 -> two(w, x + r * ldx, ldx, k, out + r * ldo, ldo);
            case 1 -> one(w, x + r * ldx, k, out + r * ldo);
            default -> { }
        }
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(S, MEMORY, address, LE);
    }

    private static FloatVector spread(long address) {
        return FloatVector.broadcast(S, MEMORY.get(FLOAT, address));
    }

    private static void store(FloatVector a, FloatVector b, long out) {
        a.intoMemorySegment(MEMORY, out, LE);
        b.intoMemorySegment(MEMORY, out + BYTES, LE);
    }

    private static FloatVector low(IntVector pair) {
        return pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector high(IntVector pair) {
        return pair.and(0xFFFF0000).reinterpretAsFloats();
    }

    private static void six(long w, long x, long ldx, int k, long out, long ldo) {
        FloatVector a0 = load(out), a1 = load(out + BYTES);
        FloatVector b0 = load(out + ldo), b1 = load(out + ldo + BYTES);
        FloatVector c0 = load(out + 2 * ldo), c1 = load(out + 2 * ldo + BYTES);
        FloatVector d0 = load(out + 3 * ldo), d1 = load(out + 3 * ldo + BYTES);
        FloatVector e0 = load(out + 4 * ldo), e1 = load(out + 4 * ldo + BYTES);
        FloatVector f0 = load(out + 5 * ldo), f1 = load(out + 5 * ldo + BYTES);
        for (int i = 0; i < k; i++, w += BYTES, x += 4) {
            IntVector pair = IntVector.fromMemorySegment(I, MEMORY, w, LE);
            FloatVector w0 = low(pair), w1 = high(pair);
            FloatVector ax = spread(x);
            a0 = ax.fma(w0, a0);
            a1 = ax.fma(w1, a1);
            FloatVector bx = spread(x + ldx);
            b0 = bx.fma(w0, b0);
            b1 = bx.fma(w1, b1);
            FloatVector cx = spread(x + 2 * ldx);
            c0 = cx.fma(w0, c0);
            c1 = cx.fma(w1, c1);
            FloatVector dx = spread(x + 3 * ldx);
            d0 = dx.fma(w0, d0);
            d1 = dx.fma(w1, d1);
            FloatVector ex = spread(x + 4 * ldx);
            e0 = ex.fma(w0, e0);
            e1 = ex.fma(w1, e1);
            FloatVector fx = spread(x + 5 * ldx);
            f0 = fx.fma(w0, f0);
            f1 = fx.fma(w1, f1);
        }
        store(a0, a1, out);
        store(b0, b1, out + ldo);
        store(c0, c1, out + 2 * ldo);
        store(d0, d1, out + 3 * ldo);
        store(e0, e1, out + 4 * ldo);
        store(f0, f1, out + 5 * ldo);
    }

    private static void four(long w, long x, long ldx, int k, long out, long ldo) {
        FloatVector a0 = load(out), a1 = load(out + BYTES);
        FloatVector b0 = load(out + ldo), b1 = load(out + ldo + BYTES);
        FloatVector c0 = load(out + 2 * ldo), c1 = load(out + 2 * ldo + BYTES);
        FloatVector d0 = load(out + 3 * ldo), d1 = load(out + 3 * ldo + BYTES);
        for (int i = 0; i < k; i++, w += BYTES, x += 4) {
            IntVector pair = IntVector.fromMemorySegment(I, MEMORY, w, LE);
            FloatVector w0 = low(pair), w1 = high(pair);
            FloatVector ax = spread(x);
            a0 = ax.fma(w0, a0);
            a1 = ax.fma(w1, a1);
            FloatVector bx = spread(x + ldx);
            b0 = bx.fma(w0, b0);
            b1 = bx.fma(w1, b1);
            FloatVector cx = spread(x + 2 * ldx);
            c0 = cx.fma(w0, c0);
            c1 = cx.fma(w1, c1);
            FloatVector dx = spread(x + 3 * ldx);
            d0 = dx.fma(w0, d0);
            d1 = dx.fma(w1, d1);
        }
        store(a0, a1, out);
        store(b0, b1, out + ldo);
        store(c0, c1, out + 2 * ldo);
        store(d0, d1, out + 3 * ldo);
    }

    private static void three(long w, long x, long ldx, int k, long out, long ldo) {
        FloatVector a0 = load(out), a1 = load(out + BYTES);
        FloatVector b0 = load(out + ldo), b1 = load(out + ldo + BYTES);
        FloatVector c0 = load(out + 2 * ldo), c1 = load(out + 2 * ldo + BYTES);
        for (int i = 0; i < k; i++, w += BYTES, x += 4) {
            IntVector pair = IntVector.fromMemorySegment(I, MEMORY, w, LE);
            FloatVector w0 = low(pair), w1 = high(pair);
            FloatVector ax = spread(x);
            a0 = ax.fma(w0, a0);
            a1 = ax.fma(w1, a1);
            FloatVector bx = spread(x + ldx);
            b0 = bx.fma(w0, b0);
            b1 = bx.fma(w1, b1);
            FloatVector cx = spread(x + 2 * ldx);
            c0 = cx.fma(w0, c0);
            c1 = cx.fma(w1, c1);
        }
        store(a0, a1, out);
        store(b0, b1, out + ldo);
        store(c0, c1, out + 2 * ldo);
    }

    private static void two(long w, long x, long ldx, int k, long out, long ldo) {
        FloatVector a0 = load(out), a1 = load(out + BYTES);
        FloatVector b0 = load(out + ldo), b1 = load(out + ldo + BYTES);
        for (int i = 0; i < k; i++, w += BYTES, x += 4) {
            IntVector pair = IntVector.fromMemorySegment(I, MEMORY, w, LE);
            FloatVector w0 = low(pair), w1 = high(pair);
            FloatVector ax = spread(x);
            a0 = ax.fma(w0, a0);
            a1 = ax.fma(w1, a1);
            FloatVector bx = spread(x + ldx);
            b0 = bx.fma(w0, b0);
            b1 = bx.fma(w1, b1);
        }
        store(a0, a1, out);
        store(b0, b1, out + ldo);
    }

    private static void one(long w, long x, int k, long out) {
        FloatVector a0 = load(out), a1 = load(out + BYTES);
        for (int i = 0; i < k; i++, w += BYTES, x += 4) {
            IntVector pair = IntVector.fromMemorySegment(I, MEMORY, w, LE);
            FloatVector w0 = low(pair), w1 = high(pair);
            FloatVector ax = spread(x);
            a0 = ax.fma(w0, a0);
            a1 = ax.fma(w1, a1);
        }
        store(a0, a1, out);
    }
}
