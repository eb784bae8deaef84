package dev.hone.model.cpu;

import dev.hone.model.WeightValues;
import dev.hone.model.layer.Linear;
import dev.hone.model.layer.MergedRows;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.Numbers;
import dev.hone.tensor.kernel.PackedMatrix;
import dev.hone.tensor.kernel.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Where the layers of a decoder get their weights from: first as the checkpoint has them, and again whenever they have changed.
final class StoredRows {
    private final List<Runnable> readers = new ArrayList<>();
    private final List<PackedMatrix> matrices = new ArrayList<>();
    private WeightValues values;

    StoredRows(WeightValues values) {
        this.values = values;
    }

    /// Has all layers read their weights again.
    void update(WeightValues now) {
        values = now;
        readers.forEach(Runnable::run);
    }

    /// Gives the memory of packed weights back until the next update.
    void rest() {
        matrices.forEach(PackedMatrix::release);
    }

    /// Reads something now, and again at each update.
    void read(Runnable reader) {
        reader.run();
        readers.add(reader);
    }

    /// The numbers of a weight as they are now.
    StoredTensor of(Parameter parameter) {
        return values.of(parameter);
    }

    /// Layers with the same input, packed as one product that follows updates.
    /// @param kept float32 or bfloat16, or null for as they are stored
    PackedMatrix pack(DType kept, Linear... layers) {
        try (Arena scratch = Arena.ofShared()) {
            List<PackedMatrix.Part> parts = new ArrayList<>();
            for (Linear layer : layers) parts.add(part(layer, scratch));
            int inputs = layers[0].in();
            PackedMatrix packed = kept == null ? PackedMatrix.of(inputs, parts) : PackedMatrix.of(inputs, kept, parts);
            parts.forEach(StoredRows::unload);
            readers.add(() -> fill(packed, layers));
            matrices.add(packed);
            return packed;
        }
    }

    private void fill(PackedMatrix packed, Linear... layers) {
        int first = 0;
        for (Linear layer : layers) {
            try (Arena scratch = Arena.ofShared()) {
                packed.fill(first, part(layer, scratch));
            }
            first += layer.rows();
        }
    }

    /// @param scratch holds the rows where an adapter is to be worked in
    PackedMatrix.Part part(Linear layer, Arena scratch) {
        MemorySegment rows = rows(layer, scratch);
        DType type = layer.lora() == null ? of(layer.weight()).dtype() : DType.FLOAT32;
        if (layer.bias() == null) return new PackedMatrix.Part(rows, type, null, null);
        StoredTensor bias = of(layer.bias());
        long bytes = bias.dtype().bytes();
        return new PackedMatrix.Part(rows, type, bias.bytes().asSlice(layer.first() * bytes, layer.rows() * bytes), bias.dtype());
    }

    private MemorySegment rows(Linear layer, Arena scratch) {
        StoredTensor weight = of(layer.weight());
        int inputs = layer.in();
        long rowBytes = (long) inputs * weight.dtype().bytes();
        if (layer.lora() == null) return weight.bytes().asSlice(layer.first() * rowBytes, layer.rows() * rowBytes);
        MemorySegment made = scratch.allocate(layer.rows() * (long) inputs * Float.BYTES, Long.BYTES);
        var merged = new MergedRows(weight, layer.lora(), this::of);
        Workers.shared().forEach(layer.rows(), 8, (from, to) -> {
            float[] row = new float[inputs];
            for (int r = from; r < to; r++) {
                merged.read(layer.first() + r, row);
                MemorySegment.copy(row, 0, made, ValueLayout.JAVA_FLOAT, (long) r * inputs * Float.BYTES, inputs);
            }
        });
        return made;
    }

    /// The packed copy is used from now on: let go of the file's pages, which the system reads again when asked.
    private static void unload(PackedMatrix.Part part) {
        if (part.rows().isMapped()) part.rows().unload();
    }

    /// A small weight as it is now.
    Floats vector(Parameter parameter) {
        StoredTensor stored = of(parameter);
        return Floats.of(Numbers.read(stored.bytes(), stored.dtype()));
    }
}
