package dev.hone.model.cpu;

import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.KvLayout;

/// Attention of one layer over paged caches.
sealed interface CpuAttention permits CpuGroupedAttention, CpuLatentAttention {
    /// Stores the rows' keys and values in their pages and attends.
    /// @param x `[rows, D]`
    /// @return `[rows, D]`, overwritten by the next call
    Floats apply(int layer, Floats x, Rows rows, KvLayout layout);

    /// Heads and widths of the keys and values that this layer caches.
    int heads();

    int keyDim();

    int valueDim();
}
