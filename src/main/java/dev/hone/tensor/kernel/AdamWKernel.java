package dev.hone.tensor.kernel;

import static dev.hone.tensor.kernel.Floats.FLOAT;
import static dev.hone.tensor.kernel.Floats.MEMORY;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// One weight's update in one pass over memory, on all cores. Each number goes through the same operations wherever it
/// lies, so neither the machine's width nor the number of cores changes a bit.
public final class AdamWKernel {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    /// Numbers that a core takes at a time.
    private static final int PIECE = 1 << 16;

    private AdamWKernel() {}

    /// The factors of one step, as float32 wherever PyTorch has them so.
    /// @param keep       share of the weight that weight decay leaves, `1 - rate · decay`
    /// @param clip       factor on the gradient
    /// @param beta1      of the mean gradient
    /// @param beta2      of the mean square
    /// @param stepSize   `rate / (1 - beta1^t)`
    /// @param rootScale  `√(1 - beta2^t)`
    /// @param epsilon    added to the root of the mean square
    public record Factors(double keep, double clip, double beta1, double beta2, double stepSize, double rootScale, double epsilon) {}

    /// ```
    /// g = clip · gradient
    /// mean   += (1 - beta1) · (g - mean)
    /// square  = beta2 · square + (1 - beta2) · g²
    /// value   = keep · value - stepSize · mean / (√square / rootScale + epsilon)
    /// ```
    /// @param value    float32, changed in place
    /// @param gradient as many float32
    public static void update(MemorySegment value, MemorySegment gradient, Floats mean, Floats square, Factors factors) {
        int count = mean.length();
        if (value.byteSize() != 4L * count || gradient.byteSize() != 4L * count || square.length() != count) throw new IllegalArgumentException(
                value.byteSize() + " bytes of weight and " + gradient.byteSize() + " of gradient for " + count + " numbers");
        long w = value.address(), g = gradient.address(), m = mean.at(0, count), v = square.at(0, count);
        int pieces = Math.ceilDiv(count, PIECE);
        Workers.shared().forEach(pieces, 1, (from, to) -> {
            for (int piece = from; piece < to; piece++) {
                long start = 4L * piece * PIECE;
                update(w + start, g + start, m + start, v + start, Math.min(PIECE, count - piece * PIECE), factors);
            }
        });
    }

    private static void update(long w, long g, long m, long v, int count, Factors factors) {
        float keep = (float) factors.keep, clip = (float) factors.clip, toMean = (float) (1 - factors.beta1);
        float beta2 = (float) factors.beta2, toSquare = (float) (1 - factors.beta2);
        float stepSize = (float) factors.stepSize, rootScale = (float) factors.rootScale, epsilon = (float) factors.epsilon;
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            long at = 4L * i;
            FloatVector gradient = load(g + at).mul(clip);
            FloatVector mean = load(m + at);
            mean = mean.add(gradient.sub(mean).mul(toMean));
            FloatVector square = load(v + at).mul(beta2).add(gradient.mul(gradient).mul(toSquare));
            FloatVector change = mean.div(square.sqrt().div(rootScale).add(epsilon)).mul(stepSize);
            mean.intoMemorySegment(MEMORY, m + at, LE);
            square.intoMemorySegment(MEMORY, v + at, LE);
            load(w + at).mul(keep).sub(change).intoMemorySegment(MEMORY, w + at, LE);
        }
        for (; i < count; i++) {
            long at = 4L * i;
            float gradient = MEMORY.get(FLOAT, g + at) * clip;
            float mean = MEMORY.get(FLOAT, m + at);
            mean += (gradient - mean) * toMean;
            float square = MEMORY.get(FLOAT, v + at) * beta2 + gradient * gradient * toSquare;
            float change = mean / ((float) Math.sqrt(square) / rootScale + epsilon) * stepSize;
            MEMORY.set(FLOAT, m + at, mean);
            MEMORY.set(FLOAT, v + at, square);
            MEMORY.set(FLOAT, w + at, MEMORY.get(FLOAT, w + at) * keep - change);
        }
    }

    /// `Σ x²` in double. Pieces of a fixed size are summed in a fixed order.
    /// @param numbers float32
    public static double sumOfSquares(MemorySegment numbers) {
        long address = numbers.address();
        int count = Math.toIntExact(numbers.byteSize() / 4);
        double[] sums = new double[Math.ceilDiv(count, PIECE)];
        Workers.shared().forEach(sums.length, 1, (from, to) -> {
            for (int piece = from; piece < to; piece++)
                sums[piece] = sumOfSquares(address + 4L * piece * PIECE, Math.min(PIECE, count - piece * PIECE));
        });
        double total = 0;
        for (double sum : sums) total += sum;
        return total;
    }

    private static double sumOfSquares(long at, int count) {
        double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = 0;
        for (; i + 8 <= count; i += 8, at += 32) {
            a += square(at);
            b += square(at + 4);
            c += square(at + 8);
            d += square(at + 12);
            e += square(at + 16);
            f += square(at + 20);
            g += square(at + 24);
            h += square(at + 28);
        }
        for (; i < count; i++, at += 4) a += square(at);
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }

    private static double square(long at) {
        double x = MEMORY.get(FLOAT, at);
        return x * x;
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(S, MEMORY, address, LE);
    }
}
