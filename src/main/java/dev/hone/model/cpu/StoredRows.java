package dev.hone.model.cpu;

import dev.hone.model.layer.Parameter;
import dev.hone.model.layer.Linear;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.Numbers;
import dev.hone.tensor.kernel.PackedMatrix;
import java.lang.foreign.MemorySegment;

/// Weights as the kernels take them: rows of stored numbers.
final class StoredRows {
    private StoredRows() {}

    static PackedMatrix.Part of(Linear layer) {
        if (layer.lora() != null) throw new IllegalStateException(layer.weight().name() + " has an adapter, which this decoder does not"
                + " compute: build the model from merged weights");
        StoredTensor weight = layer.weight().stored();
        long rowBytes = weight.shape()[1] * weight.dtype().bytes();
        MemorySegment rows = weight.bytes().asSlice(layer.first() * rowBytes, layer.rows() * rowBytes);
        if (layer.bias() == null) return new PackedMatrix.Part(rows, weight.dtype(), null, null);
        StoredTensor bias = layer.bias().stored();
        MemorySegment biases = bias.bytes().asSlice(layer.first() * (long) bias.dtype().bytes(), layer.rows() * (long) bias.dtype().bytes());
        return new PackedMatrix.Part(rows, weight.dtype(), biases, bias.dtype());
    }

    /// The packed copy is used from now on: let go of the file's pages, which the system reads again when asked.
    static void unload(PackedMatrix.Part part) {
        if (part.rows().isMapped()) part.rows().unload();
    }

    static Floats vector(Parameter parameter) {
        return Floats.of(Numbers.read(parameter.stored().bytes(), parameter.stored().dtype()));
    }
}
