package dev.hone.model.cpu;

import dev.hone.model.layer.Rope;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;

/// Rotary positions with a table of cosines and sines that grows with the longest sequence.
final class CpuRope {
    private final Rope rope;
    private final int half;
    private Floats table = new Floats(0);

    CpuRope(Rope rope) {
        this.rope = rope;
        this.half = rope.rotaryDims() / 2;
    }

    /// Makes the table reach beyond these positions; to be called before [#turn], by one thread.
    void reach(int[] positions) {
        int most = 0;
        for (int position : positions) most = Math.max(most, position);
        int known = table.length() / (2 * half);
        if (most < known) return;
        int wanted = Math.max(most + 1, 2 * known);
        Floats longer = new Floats(wanted * 2 * half);
        longer.copyFrom(0, table, 0, table.length());
        for (int position = known; position < wanted; position++) {
            for (int i = 0; i < half; i++) {
                double angle = position * rope.inverseFrequencies()[i];     // a float product, as in PyTorch
                longer.set(position * 2L * half + i, (float) (Math.cos(angle) * rope.attentionFactor()));
                longer.set(position * 2L * half + half + i, (float) (Math.sin(angle) * rope.attentionFactor()));
            }
        }
        table = longer;
    }

    /// Turns the first rotary dimensions of the head at `start`.
    void turn(Floats x, int start, int position) {
        Elementwise.rope(x, start, table, position * 2 * half, 2 * half, rope.interleaved());
    }
}
