package dev.hone.model.learn;

import dev.hone.model.cpu.CpuRope;
import dev.hone.model.layer.GroupedAttention;
import dev.hone.model.learn.Scratch.Use;
import dev.hone.tensor.kernel.CausalAttention;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;

/// [GroupedAttention] forward and backward.
final class LearningAttention {
    private final GroupedAttention shape;
    private final LearningLinear q;
    private final LearningLinear k;
    private final LearningLinear v;
    private final LearningLinear o;
    private final LearningNorm qNorm;
    private final LearningNorm kNorm;
    private final CpuRope rope;
    private final CausalAttention attention;
    private final Scratch scratch;

    /// @param rope shared by the layers that have the same one, or null
    LearningAttention(GroupedAttention shape, CpuRope rope, LearningWeights weights, Scratch scratch) {
        this.shape = shape;
        this.q = new LearningLinear(shape.q(), weights, scratch);
        this.k = new LearningLinear(shape.k(), weights, scratch);
        this.v = new LearningLinear(shape.v(), weights, scratch);
        this.o = new LearningLinear(shape.o(), weights, scratch);
        this.qNorm = LearningNorm.orNull(shape.qNorm(), weights, scratch);
        this.kNorm = LearningNorm.orNull(shape.kNorm(), weights, scratch);
        this.rope = rope;
        this.attention = new CausalAttention(shape.heads(), shape.kvHeads(), shape.headDim(), shape.window(), shape.scale());
        this.scratch = scratch;
    }

    /// What the backward pass needs besides the input.
    /// @param rawQueries,rawKeys before their norms; null where there are none
    record Kept(CausalAttention.Rows rows, Floats rawQueries, Floats rawKeys) {
        void release() {
            for (Floats each : new Floats[] {rows.queries(), rows.keys(), rows.values(), rows.attended(), rows.logSums(), rawQueries, rawKeys})
                if (each != null) each.release();
        }
    }

    /// Numbers that are kept for a token.
    int keptPerToken() {
        int queries = shape.heads() * shape.headDim(), keys = shape.kvHeads() * shape.headDim();
        return 2 * queries + 2 * keys + shape.heads() + (qNorm == null ? 0 : queries) + (kNorm == null ? 0 : keys);
    }

    Kept room(int tokens) {
        int queries = tokens * shape.heads() * shape.headDim(), keys = tokens * shape.kvHeads() * shape.headDim();
        return new Kept(new CausalAttention.Rows(new Floats(queries), new Floats(keys), new Floats(keys), new Floats(queries),
                new Floats(tokens * shape.heads())), qNorm == null ? null : new Floats(queries), kNorm == null ? null : new Floats(keys));
    }

    void weightsChanged() {
        if (qNorm != null) qNorm.weightsChanged();
        if (kNorm != null) kNorm.weightsChanged();
    }

    /// `y = kept · y + scale · attention(x)`
    void forward(Floats x, Kept made, Layout layout, float scale, Floats y, float kept) {
        int tokens = layout.rows();
        CausalAttention.Rows rows = made.rows;
        project(q, qNorm, shape.heads(), x, made.rawQueries, rows.queries(), tokens);
        project(k, kNorm, shape.kvHeads(), x, made.rawKeys, rows.keys(), tokens);
        v.forward(x, tokens, 1, rows.values(), 0);
        if (rope != null) {
            rope.reach(layout.positions());
            eachHead(tokens, (token, head) -> {
                if (head < shape.heads()) rope.turn(rows.queries(), at(token, head, shape.heads()), layout.positions()[token]);
                else rope.turn(rows.keys(), at(token, head - shape.heads(), shape.kvHeads()), layout.positions()[token]);
            });
        }
        attention.forward(rows, layout.stretches());
        o.forward(rows.attended(), tokens, scale, y, kept);
    }

    private void project(LearningLinear projection, LearningNorm norm, int heads, Floats x, Floats raw, Floats out, int tokens) {
        projection.forward(x, tokens, 1, norm == null ? out : raw, 0);
        if (norm != null) norm.forward(raw, out, normRows(norm, heads, tokens));
    }

    /// @param dx receives the gradient of x
    void backward(Floats x, Kept made, Layout layout, Floats dy, float scale, Floats dx) {
        int tokens = layout.rows();
        CausalAttention.Rows rows = made.rows;
        int queries = tokens * shape.heads() * shape.headDim(), keys = tokens * shape.kvHeads() * shape.headDim();
        Floats attendedSlope = scratch.room(Use.ATTENDED_SLOPE, queries);
        o.backward(rows.attended(), dy, tokens, scale, attendedSlope, 0);

        Floats querySlope = scratch.room(Use.QUERY_SLOPE, queries);
        Floats keysByHead = scratch.room(Use.KEY_SLOPE_BY_HEAD, queries), valuesByHead = scratch.room(Use.VALUE_SLOPE_BY_HEAD, queries);
        attention.backward(rows, attendedSlope, layout.trees(), querySlope, keysByHead, valuesByHead);
        Floats keySlope = overGroups(keysByHead, scratch.room(Use.KEY_SLOPE, keys), tokens);
        Floats valueSlope = overGroups(valuesByHead, scratch.room(Use.VALUE_SLOPE, keys), tokens);
        if (rope != null) {
            rope.reachBack();
            eachHead(tokens, (token, head) -> {
                if (head < shape.heads()) rope.turnBack(querySlope, at(token, head, shape.heads()), layout.positions()[token]);
                else rope.turnBack(keySlope, at(token, head - shape.heads(), shape.kvHeads()), layout.positions()[token]);
            });
        }
        if (qNorm != null) qNorm.backward(made.rawQueries, querySlope, querySlope, 0, normRows(qNorm, shape.heads(), tokens));
        if (kNorm != null) kNorm.backward(made.rawKeys, keySlope, keySlope, 0, normRows(kNorm, shape.kvHeads(), tokens));
        q.backward(x, querySlope, tokens, 1, dx, 0);
        k.backward(x, keySlope, tokens, 1, dx, 1);
        v.backward(x, valueSlope, tokens, 1, dx, 1);
    }

    /// The sum over the query heads that share a key head.
    private Floats overGroups(Floats byHead, Floats sums, int tokens) {
        int dim = shape.headDim(), group = shape.heads() / shape.kvHeads();
        Elementwise.overRows(tokens * shape.kvHeads(), group * dim, (from, to) -> {
            for (int i = from; i < to; i++) {
                sums.copyFrom(i * dim, byHead, i * group * dim, dim);
                for (int member = 1; member < group; member++) Elementwise.add(sums, i * dim, byHead, (i * group + member) * dim, 1, dim);
            }
        });
        return sums;
    }

    /// How many rows a norm sees: one a head, or one a token where it goes over all heads together.
    private int normRows(LearningNorm norm, int heads, int tokens) {
        return tokens * heads * shape.headDim() / norm.width();
    }

    private interface HeadWork {
        void at(int token, int head);
    }

    /// Visits the query heads of each token, then its key heads.
    private void eachHead(int tokens, HeadWork work) {
        int heads = shape.heads() + shape.kvHeads();
        Elementwise.overRows(tokens, heads * shape.headDim(), (from, to) -> {
            for (int token = from; token < to; token++) for (int head = 0; head < heads; head++) work.at(token, head);
        });
    }

    private int at(int token, int head, int heads) {
        return (token * heads + head) * shape.headDim();
    }
}
