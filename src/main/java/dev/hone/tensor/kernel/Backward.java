package dev.hone.tensor.kernel;

import static dev.hone.tensor.kernel.Floats.FLOAT;
import static dev.hone.tensor.kernel.Floats.MEMORY;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The gradients of the small steps between products, one row a call: what [Elementwise] computes, backward.
public final class Backward {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    private Backward() {}

    /// Of `y = x̂ · w` with `x̂ = x / √(mean(x²) + eps)`: `dx = (g - x̂ · mean(g · x̂)) / √(mean(x²) + eps)` with `g = dy · w`,
    /// and `dw += dy · x̂`.
    /// @param kept factor on what `dx` holds before: 1 adds to it, 0 replaces it
    public static void rmsNorm(Floats x, long xStart, Floats weight, double eps, Floats dy, long dyStart,
            Floats dx, long dxStart, float kept, Floats dw, long dwStart, int width) {
        long in = x.at(xStart, width), w = weight.at(0, width), given = dy.at(dyStart, width), out = dx.at(dxStart, width);
        FloatVector squares = FloatVector.zero(S), products = FloatVector.zero(S);
        float square = 0, product = 0;
        int i = 0;
        for (; i + LANES <= width; i += LANES) {
            FloatVector each = load(in, i);
            squares = each.fma(each, squares);
            products = load(given, i).mul(load(w, i)).fma(each, products);
        }
        for (; i < width; i++) {
            float each = get(in, i);
            square = Math.fma(each, each, square);
            product = Math.fma(get(given, i) * get(w, i), each, product);
        }
        double mean = ((double) square + VectorMath.sum(squares)) / width;
        float scale = (float) (1 / Math.sqrt(mean + eps));
        float along = (float) (((double) product + VectorMath.sum(products)) / width * scale * scale);
        long slopes = dw == null ? 0 : dw.at(dwStart, width);
        i = 0;
        for (; i + LANES <= width; i += LANES) {
            FloatVector each = load(in, i), gradient = load(given, i);
            FloatVector made = gradient.mul(load(w, i)).sub(each.mul(along)).mul(scale);
            (kept == 0 ? made : load(out, i).fma(FloatVector.broadcast(S, kept), made)).intoMemorySegment(MEMORY, out + 4L * i, LE);
            if (dw != null) gradient.mul(each).fma(FloatVector.broadcast(S, scale), load(slopes, i)).intoMemorySegment(MEMORY, slopes + 4L * i, LE);
        }
        for (; i < width; i++) {
            float each = get(in, i), gradient = get(given, i);
            float made = (gradient * get(w, i) - each * along) * scale;
            set(out, i, kept == 0 ? made : Math.fma(get(out, i), kept, made));
            if (dw != null) set(slopes, i, Math.fma(gradient * each, scale, get(slopes, i)));
        }
    }

    /// Of `product = silu(gate) · up`. The three are overwritten: `product` (which held its gradient) with the product itself,
    /// which the backward pass of the next layer needs, `gate` and `up` with their gradients.
    public static void siluMultiply(Floats gate, long gateStart, Floats up, long upStart, Floats product, long productStart, int count) {
        long g = gate.at(gateStart, count), u = up.at(upStart, count), p = product.at(productStart, count);
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector x = load(g, i), other = load(u, i), given = load(p, i);
            FloatVector sigmoid = FloatVector.broadcast(S, 1f).div(VectorMath.exp(x.neg()).add(1f));
            FloatVector silu = x.mul(sigmoid);
            FloatVector slope = sigmoid.mul(x.sub(silu).add(1f));
            given.mul(other).mul(slope).intoMemorySegment(MEMORY, g + 4L * i, LE);
            given.mul(silu).intoMemorySegment(MEMORY, u + 4L * i, LE);
            silu.mul(other).intoMemorySegment(MEMORY, p + 4L * i, LE);
        }
        for (; i < count; i++) {
            float x = get(g, i), other = get(u, i), given = get(p, i);
            float sigmoid = 1 / (VectorMath.exp(-x) + 1);
            float silu = x * sigmoid;
            set(g, i, given * other * (sigmoid * (1 + x - silu)));
            set(u, i, given * silu);
            set(p, i, silu * other);
        }
    }

    /// The same for `product = gelu(gate) · up` in the tanh form, `gelu(x) = x σ(2z)` with `z = √(2/π) (x + 0.044715 x³)`.
    public static void geluTanhMultiply(Floats gate, long gateStart, Floats up, long upStart, Floats product, long productStart, int count) {
        long g = gate.at(gateStart, count), u = up.at(upStart, count), p = product.at(productStart, count);
        float two = (float) (2 * Math.sqrt(2 / Math.PI));
        int i = 0;
        for (; i + LANES <= count; i += LANES) {
            FloatVector x = load(g, i), other = load(u, i), given = load(p, i);
            FloatVector squared = x.mul(x);
            FloatVector inner = squared.mul(0.044715f).add(1f).mul(x).mul(two);
            FloatVector sigmoid = FloatVector.broadcast(S, 1f).div(VectorMath.exp(inner.neg()).add(1f));
            FloatVector gelu = x.mul(sigmoid);
            FloatVector steep = squared.mul(3 * 0.044715f).add(1f).mul(two);
            FloatVector slope = sigmoid.add(gelu.mul(FloatVector.broadcast(S, 1f).sub(sigmoid)).mul(steep));
            given.mul(other).mul(slope).intoMemorySegment(MEMORY, g + 4L * i, LE);
            given.mul(gelu).intoMemorySegment(MEMORY, u + 4L * i, LE);
            gelu.mul(other).intoMemorySegment(MEMORY, p + 4L * i, LE);
        }
        for (; i < count; i++) {
            float x = get(g, i), other = get(u, i), given = get(p, i);
            float inner = (x * x * 0.044715f + 1) * x * two;
            float sigmoid = 1 / (VectorMath.exp(-inner) + 1);
            float gelu = x * sigmoid;
            float slope = sigmoid + gelu * (1 - sigmoid) * ((x * x * 3 * 0.044715f + 1) * two);
            set(g, i, given * other * slope);
            set(u, i, given * gelu);
            set(p, i, gelu * other);
        }
    }

    private static FloatVector load(long at, int i) {
        return FloatVector.fromMemorySegment(S, MEMORY, at + 4L * i, LE);
    }

    private static float get(long at, int i) {
        return MEMORY.get(FLOAT, at + 4L * i);
    }

    private static void set(long at, int i, float value) {
        MEMORY.set(FLOAT, at + 4L * i, value);
    }
}
