package dev.hone.model.cpu;

import dev.hone.model.layer.GroupedAttention;
import dev.hone.tensor.DType;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.KvLayout;
import dev.hone.tensor.kernel.PagedAttention;

/// [GroupedAttention] with q, k and v as one product.
final class CpuGroupedAttention implements CpuAttention {
    private final GroupedAttention shape;
    private final CpuLinear qkv;
    private final CpuLinear output;
    private final CpuNorm qNorm;
    private final CpuNorm kNorm;
    private final CpuRope rope;
    private PagedAttention attention;
    private final Buffers buffers;

    /// @param rope shared by the layers that have the same one, or null
    CpuGroupedAttention(GroupedAttention shape, CpuRope rope, StoredRows stored, DType kept, Buffers buffers) {
        this.buffers = buffers;
        this.shape = shape;
        this.rope = rope;
        qkv = new CpuLinear(buffers.projected, stored, kept, shape.q(), shape.k(), shape.v());
        output = new CpuLinear(buffers.output, stored, kept, shape.o());
        qNorm = CpuNorm.orNull(shape.qNorm(), stored, null);
        kNorm = CpuNorm.orNull(shape.kNorm(), stored, null);
    }

    @Override public int heads() {
        return shape.kvHeads();
    }

    @Override public int keyDim() {
        return shape.headDim();
    }

    @Override public int valueDim() {
        return shape.headDim();
    }

    @Override public Floats apply(int layer, Floats x, Rows rows, KvLayout layout) {
        int count = rows.count();
        int width = shape.heads() * shape.headDim();
        Floats all = qkv.apply(x, count);
        Floats queries = buffers.queries.atLeast(count * width);
        Floats attended = buffers.attended.atLeast(count * width);
        if (rope != null) rope.reach(rows.positions());
        Elementwise.overRows(count, 2 * qkv.outputs(), (from, to) -> {
            for (int row = from; row < to; row++) place(layer, all, queries, row, rows, layout);
        });
        if (attention == null) {
            attention = new PagedAttention(layout, shape.heads() / shape.kvHeads(), shape.scale(), shape.window(), shape.softcap());
        }
        attention.run(layer, rows.spans(), queries, width, attended, width);
        return output.apply(attended, count);
    }

    /// Norms and turns a row's queries and keys, and stores its keys and values.
    private void place(int layer, Floats all, Floats queries, int row, Rows rows, KvLayout layout) {
        int dim = shape.headDim();
        int q = row * qkv.outputs();
        int k = q + shape.heads() * dim;
        int v = k + shape.kvHeads() * dim;
        norm(qNorm, all, q, shape.heads());
        norm(kNorm, all, k, shape.kvHeads());
        if (rope != null) {
            for (int head = 0; head < shape.heads() + shape.kvHeads(); head++) rope.turn(all, q + head * dim, rows.positions()[row], rows.beyond()[row]);
        }
        for (int head = 0; head < shape.kvHeads(); head++) {
            layout.store(rows.pages()[row], layer, head, rows.slot(row), all, k + head * dim, all, v + head * dim);
        }
        queries.copyFrom(row * shape.heads() * dim, all, q, shape.heads() * dim);
    }

    private void norm(CpuNorm norm, Floats all, int start, int heads) {
        if (norm == null) return;
        int pieces = shape.normWholeWidth() ? 1 : heads;
        for (int i = 0; i < pieces; i++) norm.inPlace(all, start + i * norm.width());
    }
}
