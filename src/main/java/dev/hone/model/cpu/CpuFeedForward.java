package dev.hone.model.cpu;

import dev.hone.tensor.kernel.Floats;

/// The second half of a layer: rows in, rows out, each on its own.
sealed interface CpuFeedForward permits CpuMlp, CpuMoe {
    /// @param x `[rows, D]`
    /// @return `[rows, D]`, overwritten by the next call
    Floats apply(Floats x, int rows);
}
