package dev.hone.model.cpu;

import dev.hone.model.layer.Linear;
import dev.hone.tensor.DType;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.PackedMatrix;

/// Linear layers with the same input, packed as one product; their outputs lie side by side in each row.
final class CpuLinear {
    private final PackedMatrix packed;
    private final Buffers.Buffer out;

    /// @param kept how the weights are kept, or null for as they are stored
    /// @param out where its results go
    CpuLinear(Buffers.Buffer out, StoredRows stored, DType kept, Linear... layers) {
        this.out = out;
        packed = stored.pack(kept, layers);
    }

    int inputs() {
        return packed.inputs();
    }

    int outputs() {
        return packed.outputs();
    }

    /// @param x rows of exactly the layer's input, one after another
    /// @return `[rows, outputs]`, overwritten by the next call
    Floats apply(Floats x, int rows) {
        return apply(x, 0, inputs(), rows);
    }

    Floats apply(Floats x, int xStart, int xStride, int rows) {
        Floats results = out.atLeast(rows * outputs());
        packed.multiply(rows, x, xStart, xStride, results, 0, outputs());
        return results;
    }
}
