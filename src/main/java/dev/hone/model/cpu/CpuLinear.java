package dev.hone.model.cpu;

import dev.hone.model.layer.Linear;
import dev.hone.tensor.DType;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.PackedMatrix;
import java.util.ArrayList;
import java.util.List;

/// Linear layers with the same input, packed as one product; their outputs lie side by side in each row.
final class CpuLinear {
    private final PackedMatrix packed;
    private final Buffers.Buffer out;

    /// @param kept how the weights are kept, or null for as they are stored
    /// @param out where its results go
    CpuLinear(Buffers.Buffer out, DType kept, Linear... layers) {
        this.out = out;
        List<PackedMatrix.Part> parts = new ArrayList<>();
        for (Linear layer : layers) parts.add(StoredRows.of(layer));
        int inputs = layers[0].in();
        packed = kept == null ? PackedMatrix.of(inputs, parts) : PackedMatrix.of(inputs, kept, parts);
        for (PackedMatrix.Part part : parts) StoredRows.unload(part);
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
