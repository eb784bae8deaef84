package dev.hone.model.cpu;

import dev.hone.model.layer.RmsNorm;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;

/// Root-mean-square norm over rows, with the weights of [RmsNorm].
final class CpuNorm {
    private final Floats weight;
    private final double eps;
    private Floats out;

    CpuNorm(RmsNorm norm) {
        weight = StoredRows.vector(norm.weight());
        if (norm.plusOne()) for (int i = 0; i < weight.length(); i++) weight.set(i, weight.get(i) + 1);
        eps = norm.eps();
    }

    /// The norm of a layer, or null where the family has none there.
    static CpuNorm orNull(RmsNorm norm) {
        return norm == null ? null : new CpuNorm(norm);
    }

    int width() {
        return weight.length();
    }

    /// @return the rows normed, overwritten by the next call
    Floats apply(Floats x, int rows) {
        out = Floats.atLeast(out, rows * width());
        Elementwise.overRows(rows, width(), (from, to) -> {
            for (int r = from; r < to; r++) Elementwise.rmsNorm(x, r * width(), weight, eps, out, r * width(), width());
        });
        return out;
    }

    /// Norms `width()` numbers where they lie.
    void inPlace(Floats x, int start) {
        Elementwise.rmsNorm(x, start, weight, eps, x, start, width());
    }
}
