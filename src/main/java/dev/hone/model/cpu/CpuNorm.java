package dev.hone.model.cpu;

import dev.hone.model.layer.RmsNorm;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;

/// Root-mean-square norm over rows, with the weights of [RmsNorm].
final class CpuNorm {
    private final Floats weight;
    private final double eps;
    private final Buffers.Buffer out;

    /// @param out where its results go; null for one that works in place
    CpuNorm(RmsNorm norm, StoredRows stored, Buffers.Buffer out) {
        this.out = out;
        weight = new Floats(norm.weight().size(0));
        eps = norm.eps();
        stored.read(() -> read(norm, stored));
    }

    private void read(RmsNorm norm, StoredRows stored) {
        weight.copyFrom(0, stored.vector(norm.weight()), 0, width());
        if (norm.plusOne()) for (int i = 0; i < width(); i++) weight.set(i, weight.get(i) + 1);
    }

    /// The norm of a layer, or null where the family has none there.
    static CpuNorm orNull(RmsNorm norm, StoredRows stored, Buffers.Buffer out) {
        return norm == null ? null : new CpuNorm(norm, stored, out);
    }

    int width() {
        return weight.length();
    }

    /// @return the rows normed, overwritten by the next call
    Floats apply(Floats x, int rows) {
        Floats results = out.atLeast(rows * width());
        Elementwise.overRows(rows, width(), (from, to) -> {
            for (int r = from; r < to; r++) Elementwise.rmsNorm(x, r * width(), weight, eps, results, r * width(), width());
        });
        return results;
    }

    /// Norms `width()` numbers where they lie.
    void inPlace(Floats x, int start) {
        Elementwise.rmsNorm(x, start, weight, eps, x, start, width());
    }
}
