package dev.hone.model.cpu;

import dev.hone.model.layer.GatedMlp;
import dev.hone.tensor.DType;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;

/// `down(activation(gate x) · up x)` with gate and up as one product.
final class CpuMlp implements CpuFeedForward {
    private final GatedMlp mlp;
    private final CpuLinear gateUp;
    private final CpuLinear down;

    CpuMlp(GatedMlp mlp, StoredRows stored, DType kept, Buffers buffers) {
        this.mlp = mlp;
        gateUp = new CpuLinear(buffers.gateUp, stored, kept, mlp.gate(), mlp.up());
        down = new CpuLinear(buffers.down, stored, kept, mlp.down());
    }

    @Override public Floats apply(Floats x, int rows) {
        int width = down.inputs();
        Floats both = gateUp.apply(x, rows);
        Elementwise.overRows(rows, 8 * width, (from, to) -> {
            for (int r = from; r < to; r++) {
                int gate = r * 2 * width;
                switch (mlp.activation()) {
                    case SILU -> Elementwise.siluMultiply(both, gate, both, gate + width, width);
                    case GELU_TANH -> Elementwise.geluTanhMultiply(both, gate, both, gate + width, width);
                    case GELU -> Elementwise.geluMultiply(both, gate, both, gate + width, width);
                    case RELU -> Elementwise.reluMultiply(both, gate, both, gate + width, width);
                }
            }
        });
        return down.apply(both, 0, 2 * width, rows);
    }
}
