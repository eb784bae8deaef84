package dev.hone.model.learn;

import dev.hone.model.cpu.CpuRope;
import dev.hone.model.layer.DecoderBlock;
import dev.hone.model.layer.GatedMlp;
import dev.hone.model.layer.GroupedAttention;
import dev.hone.model.layer.Rope;
import dev.hone.model.learn.Scratch.Use;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;
import java.util.function.Function;

/// [DecoderBlock] forward and backward. What lies between products is cheap and made again; what products made is kept.
final class LearningBlock {
    private final LearningNorm beforeAttention;
    private final LearningAttention attention;
    private final LearningNorm afterAttention;
    private final LearningNorm beforeMlp;
    private final LearningMlp mlp;
    private final LearningNorm afterMlp;
    private final float residualScale;
    private final int width;
    private final Scratch scratch;

    /// @param ropes the rotary table of a rope, one for all layers that share it
    LearningBlock(DecoderBlock block, int width, LearningWeights weights, Scratch scratch, Function<Rope, CpuRope> ropes) {
        GroupedAttention grouped = (GroupedAttention) block.attention();
        this.beforeAttention = LearningNorm.orNull(block.beforeAttention(), weights, scratch);
        this.attention = new LearningAttention(grouped, ropes.apply(grouped.rope()), weights, scratch);
        this.afterAttention = LearningNorm.orNull(block.afterAttention(), weights, scratch);
        this.beforeMlp = LearningNorm.orNull(block.beforeMlp(), weights, scratch);
        this.mlp = new LearningMlp((GatedMlp) block.mlp(), weights, scratch);
        this.afterMlp = LearningNorm.orNull(block.afterMlp(), weights, scratch);
        this.residualScale = (float) block.residualScale();
        this.width = width;
        this.scratch = scratch;
    }

    /// What one block keeps of a pass, apart from its input.
    /// @param between what attention left, `[N, D]`
    /// @param taken,made what attention and the feed-forward layer gave before the norm after them; null where there is none
    record Kept(LearningAttention.Kept attention, LearningMlp.Kept mlp, Floats between, Floats taken, Floats made) {
        /// Gives the memory back until the next pass.
        void release() {
            attention.release();
            mlp.release();
            for (Floats each : new Floats[] {between, taken, made}) if (each != null) each.release();
        }
    }

    /// Numbers that are kept for a token, apart from the input.
    int keptPerToken() {
        return attention.keptPerToken() + 2 * mlp.width() + width * (1 + (afterAttention == null ? 0 : 1) + (afterMlp == null ? 0 : 1));
    }

    /// Room for as many tokens, the old one where it is enough; else its memory is given back.
    Kept room(int tokens, Kept old) {
        if (old != null && old.between.length() >= tokens * width) return old;
        if (old != null) old.release();
        return new Kept(attention.room(tokens), new LearningMlp.Kept(new Floats(tokens * mlp.width()), new Floats(tokens * mlp.width())),
                new Floats(tokens * width), afterAttention == null ? null : new Floats(tokens * width),
                afterMlp == null ? null : new Floats(tokens * width));
    }

    void weightsChanged() {
        for (LearningNorm norm : new LearningNorm[] {beforeAttention, afterAttention, beforeMlp, afterMlp}) if (norm != null) norm.weightsChanged();
        attention.weightsChanged();
    }

    /// @param out receives the block's result, `[N, D]`
    void forward(Floats x, Kept kept, Layout layout, Floats out) {
        int rows = layout.rows();
        kept.between.copyFrom(0, x, 0, rows * width);
        Floats normed = normed(beforeAttention, x, rows);
        if (afterAttention == null) attention.forward(normed, kept.attention, layout, residualScale, kept.between, 1);
        else {
            attention.forward(normed, kept.attention, layout, 1, kept.taken, 0);
            addNormed(afterAttention, kept.taken, kept.between, rows);
        }

        out.copyFrom(0, kept.between, 0, rows * width);
        normed = normed(beforeMlp, kept.between, rows);
        if (afterMlp == null) mlp.forward(normed, kept.mlp, rows, residualScale, out, 1);
        else {
            mlp.forward(normed, kept.mlp, rows, 1, kept.made, 0);
            addNormed(afterMlp, kept.made, out, rows);
        }
    }

    /// @param d on entry the gradient of the result, on return that of x
    void backward(Floats x, Kept kept, Layout layout, Floats d) {
        int rows = layout.rows();
        Floats dNormed = scratch.room(Use.NORMED_SLOPE, (long) rows * width);
        Floats given = slopeOf(afterMlp, kept.made, d, rows);
        mlp.backward(normed(beforeMlp, kept.between, rows), kept.mlp, given, rows, given == d ? residualScale : 1, dNormed);
        addSlope(beforeMlp, kept.between, dNormed, d, rows);

        given = slopeOf(afterAttention, kept.taken, d, rows);
        attention.backward(normed(beforeAttention, x, rows), kept.attention, layout, given, given == d ? residualScale : 1, dNormed);
        addSlope(beforeAttention, x, dNormed, d, rows);
    }

    private Floats normed(LearningNorm norm, Floats x, int rows) {
        if (norm == null) return x;
        Floats normed = scratch.room(Use.NORMED, (long) rows * width);
        norm.forward(x, normed, rows);
        return normed;
    }

    /// `sum += residualScale · norm(x)`
    private void addNormed(LearningNorm norm, Floats x, Floats sum, int rows) {
        Floats normed = scratch.room(Use.ADDED, (long) rows * width);
        norm.forward(x, normed, rows);
        Elementwise.overRows(rows, width, (from, to) -> Elementwise.add(sum, from * width, normed, from * width, residualScale, (to - from) * width));
    }

    /// The gradient of what a layer gave, where the result `d` belongs to came out of the norm after it.
    private Floats slopeOf(LearningNorm after, Floats gave, Floats d, int rows) {
        if (after == null) return d;
        Floats slope = scratch.room(Use.SLOPE, (long) rows * width);
        after.backward(gave, d, slope, 0, rows);
        if (residualScale != 1) Elementwise.scale(slope, 0, residualScale, rows * width);
        return slope;
    }

    /// `d +=` the gradient of x, given that of `norm(x)`.
    private void addSlope(LearningNorm norm, Floats x, Floats dNormed, Floats d, int rows) {
        if (norm != null) norm.backward(x, dNormed, d, 1, rows);
        else Elementwise.overRows(rows, width, (from, to) -> Elementwise.add(d, from * width, dNormed, from * width, 1, (to - from) * width));
    }
}
