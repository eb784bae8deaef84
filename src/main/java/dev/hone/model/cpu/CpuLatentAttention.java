package dev.hone.model.cpu;

import dev.hone.model.layer.LatentAttention;
import dev.hone.tensor.DType;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.KvLayout;
import dev.hone.tensor.kernel.Numbers;
import dev.hone.tensor.kernel.PackedMatrix;
import dev.hone.tensor.kernel.PagedAttention;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// [LatentAttention] over a compressed cache: a position keeps only the vector to unfold and the shared key part.
///
/// Instead of unfolding every past position, a query's unturned part is folded once, `q · W_uk`, and meets the kept vectors;
/// the weighted kept vectors are unfolded after attention, `W_uv · (Σ p c)`. To the cache it looks like one key-value head.
/// Source: DeepSeek-AI 2024, arXiv:2405.04434, section 2.1.2 and appendix C.
final class CpuLatentAttention implements CpuAttention {
    private final LatentAttention shape;
    private final CpuRope rope;
    private final CpuLinear qDown;
    private final CpuNorm qNorm;
    private final CpuLinear qUp;
    private final CpuLinear kvDown;
    private final CpuNorm kvNorm;
    private final CpuLinear output;
    private final PackedMatrix[] foldKeys;
    private final PackedMatrix[] unfoldValues;
    private PagedAttention attention;
    private final Buffers buffers;

    CpuLatentAttention(LatentAttention shape, CpuRope rope, StoredRows stored, DType kept, Buffers buffers) {
        this.buffers = buffers;
        this.shape = shape;
        this.rope = rope;
        qDown = shape.qA() == null ? null : new CpuLinear(buffers.folded, stored, kept, shape.qA());
        qNorm = CpuNorm.orNull(shape.qANorm(), stored, buffers.foldedNormed);
        qUp = new CpuLinear(buffers.projected, stored, kept, shape.qB());
        kvDown = new CpuLinear(buffers.folded, stored, kept, shape.kvA());
        kvNorm = new CpuNorm(shape.kvANorm(), stored, null);
        output = new CpuLinear(buffers.output, stored, kept, shape.o());
        foldKeys = new PackedMatrix[shape.heads()];
        unfoldValues = new PackedMatrix[shape.heads()];
        stored.read(() -> cutHeads(stored, kept));
    }

    /// Cuts `kv_b [heads · (nope + value), rank]` into each head's two matrices, the keys' one transposed.
    private void cutHeads(StoredRows stored, DType kept) {
        int rank = shape.rank();
        DType type;
        float[] all;
        try (Arena scratch = Arena.ofShared()) {
            var part = stored.part(shape.kvB(), scratch);
            type = part.type();
            all = Numbers.read(part.rows(), type);
        }
        int each = shape.nopeDim() + shape.valueDim();
        for (int head = 0; head < shape.heads(); head++) {
            float[] fold = new float[rank * shape.nopeDim()];
            for (int i = 0; i < shape.nopeDim(); i++) {
                for (int j = 0; j < rank; j++) fold[j * shape.nopeDim() + i] = all[(head * each + i) * rank + j];
            }
            float[] unfold = java.util.Arrays.copyOfRange(all, (head * each + shape.nopeDim()) * rank, (head + 1) * each * rank);
            foldKeys[head] = packed(shape.nopeDim(), fold, kept == null ? type : kept);
            unfoldValues[head] = packed(rank, unfold, kept == null ? type : kept);
        }
    }

    private static PackedMatrix packed(int inputs, float[] rows, DType stored) {
        var part = new PackedMatrix.Part(MemorySegment.ofArray(rows), DType.FLOAT32, null, null);
        return PackedMatrix.of(inputs, stored == DType.BFLOAT16 ? DType.BFLOAT16 : DType.FLOAT32, List.of(part));
    }

    @Override public int heads() {
        return 1;
    }

    @Override public int keyDim() {
        return shape.rank() + shape.ropeDim();
    }

    @Override public int valueDim() {
        return shape.rank();
    }

    @Override public Floats apply(int layer, Floats x, Rows rows, KvLayout layout) {
        int count = rows.count();
        int heads = shape.heads();
        rope.reach(rows.positions());
        keep(layer, kvDown.apply(x, count), rows, layout);
        Floats queries = fold(qUp.apply(qDown == null ? x : qNorm.apply(qDown.apply(x, count), count), count), rows);

        Floats attended = buffers.attended.atLeast(count * heads * valueDim());
        if (attention == null) attention = new PagedAttention(layout, heads, shape.scale(), 0, 0);
        attention.run(layer, rows.spans(), queries, heads * keyDim(), attended, heads * valueDim());

        Floats values = buffers.unfolded.atLeast(count * heads * shape.valueDim());
        for (int head = 0; head < heads; head++) {
            unfoldValues[head].multiply(count, attended, head * valueDim(), heads * valueDim(),
                    values, head * shape.valueDim(), heads * shape.valueDim());
        }
        return output.apply(values, count);
    }

    /// Norms and turns what each row leaves for later rows, and stores it.
    private void keep(int layer, Floats folded, Rows rows, KvLayout layout) {
        int width = kvDown.outputs();
        for (int row = 0; row < rows.count(); row++) {
            kvNorm.inPlace(folded, row * width);
            rope.turn(folded, row * width + shape.rank(), rows.positions()[row], rows.beyond()[row]);
            layout.store(rows.pages()[row], layer, 0, rows.slot(row), folded, row * width, folded, row * width);
        }
    }

    /// Queries as the cache's keys look: the folded part, then the turned part.
    private Floats fold(Floats q, Rows rows) {
        int count = rows.count();
        int each = shape.nopeDim() + shape.ropeDim();
        int heads = shape.heads();
        Floats queries = buffers.queries.atLeast(count * heads * keyDim());
        for (int head = 0; head < heads; head++) {
            foldKeys[head].multiply(count, q, head * each, heads * each, queries, head * keyDim(), heads * keyDim());
        }
        Elementwise.overRows(count, heads * each, (from, to) -> {
            for (int i = from * heads; i < to * heads; i++) {
                int turned = i * keyDim() + shape.rank();
                queries.copyFrom(turned, q, i * each + shape.nopeDim(), shape.ropeDim());
                rope.turn(queries, turned, rows.positions()[i / heads], rows.beyond()[i / heads]);
            }
        });
        return queries;
    }
}
