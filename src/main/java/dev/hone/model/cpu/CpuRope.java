package dev.hone.model.cpu;

import dev.hone.model.layer.Rope;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;

/// Rotary positions with tables of cosines and sines that grow with the longest sequence.
public final class CpuRope {
    private final Rope rope;
    private final int half;
    private final Table usual;
    /// For texts that [Rope.Stretch] is about; null where there are none.
    private final Table stretched;
    /// The usual angles the other way round; empty until a backward pass needs them.
    private Floats back = new Floats(0);

    public CpuRope(Rope rope) {
        this.rope = rope;
        this.half = rope.rotaryDims() / 2;
        this.usual = new Table(rope.inverseFrequencies());
        this.stretched = rope.stretch() == null || rope.stretch().inverseFrequencies() == null ? null : new Table(rope.stretch().inverseFrequencies());
    }

    /// Makes the tables reach beyond these positions; to be called before [#turn], by one thread.
    public void reach(int[] positions) {
        int most = 0;
        for (int position : positions) most = Math.max(most, position);
        usual.reach(most);
        if (stretched != null) stretched.reach(most);
    }

    /// Turns the first rotary dimensions of the head at `start`.
    public void turn(Floats x, int start, int position) {
        usual.turn(x, start, position);
    }

    /// @param beyond whether the text is so long that other angles hold
    void turn(Floats x, int start, int position, boolean beyond) {
        (beyond && stretched != null ? stretched : usual).turn(x, start, position);
    }

    /// Makes [#turnBack] reach as far as [#turn]; by one thread.
    public void reachBack() {
        Floats table = usual.angles;
        if (back.length() == table.length()) return;
        Floats turned = new Floats(table.length());
        for (int i = 0; i < table.length(); i++) turned.set(i, i / half % 2 == 0 ? table.get(i) : -table.get(i));
        back = turned;
    }

    /// The gradient of [#turn]: turns by the same angles the other way.
    public void turnBack(Floats x, int start, int position) {
        Elementwise.rope(x, start, back, position * 2 * half, 2 * half, rope.interleaved());
    }

    /// Cosines and sines, position by position.
    private final class Table {
        private final float[] frequencies;
        private Floats angles = new Floats(0);

        private Table(float[] frequencies) {
            this.frequencies = frequencies;
        }

        private void reach(int most) {
            int known = angles.length() / (2 * half);
            if (most < known) return;
            int wanted = Math.max(most + 1, 2 * known);
            Floats longer = new Floats(wanted * 2 * half);
            longer.copyFrom(0, angles, 0, angles.length());
            for (int position = known; position < wanted; position++) {
                for (int i = 0; i < half; i++) {
                    double angle = position * frequencies[i];     // a float product, as in PyTorch
                    longer.set(position * 2L * half + i, (float) (Math.cos(angle) * rope.attentionFactor()));
                    longer.set(position * 2L * half + half + i, (float) (Math.sin(angle) * rope.attentionFactor()));
                }
            }
            angles = longer;
        }

        private void turn(Floats x, int start, int position) {
            Elementwise.rope(x, start, angles, position * 2 * half, 2 * half, rope.interleaved());
        }
    }
}
