package dev.hone.tensor.kernel;

import static dev.hone.tensor.kernel.Floats.MEMORY;

import dev.hone.tensor.kernel.Blas.Matrix;
import dev.hone.tensor.kernel.Blas.Operand;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// `softmax(q kᵀ · scale) v` over sequences that lie end to end, forward and backward, a block of queries at a time.
///
/// The scores of a block exist only while it is worked on: the backward pass makes them again from `logSums`. Keys that
/// a whole block does not see are not touched.
/// Source: Dao et al. 2022, arXiv:2205.14135, algorithms 1 and 4, with the keys of a block taken whole.
/// @param heads   query heads
/// @param kvHeads key and value heads, each serving `heads / kvHeads` neighbouring query heads
/// @param dim     entries of a head
/// @param window  how many keys back a query sees, itself included; 0 is all
public record CausalAttention(int heads, int kvHeads, int dim, int window, double scale) {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    /// Queries that are scored together.
    private static final int BLOCK = 64;
    private static final ThreadLocal<Floats[]> SCRATCH = ThreadLocal.withInitial(() -> new Floats[2]);

    /// Consecutive rows of a sequence, after other rows that it continues.
    /// @param start  first row
    /// @param past   tokens of the sequence before it
    /// @param before the rows that hold them, in order
    public record Stretch(int start, int length, int past, List<Stretch> before) {
        int keys() {
            return past + length;
        }
    }

    /// Queries, keys, values and results of all rows: `[N, heads, dim]`, `[N, kvHeads, dim]` twice, `[N, heads, dim]`.
    /// @param logSums the logarithm of each query's sum of exponentials, `[N, heads]`
    public record Rows(Floats queries, Floats keys, Floats values, Floats attended, Floats logSums) {}

    /// Fills `attended` and `logSums`.
    public void forward(Rows rows, List<Stretch> stretches) {
        Workers.shared().forEach(stretches.size() * heads, 1, (from, to) -> {
            for (int task = from; task < to; task++) forward(rows, stretches.get(task / heads), task % heads);
        });
    }

    private void forward(Rows rows, Stretch stretch, int head) {
        Floats scores = scratch(0, stretch.keys());
        for (int first = 0; first < stretch.length; first += BLOCK) {
            int count = Math.min(BLOCK, stretch.length - first);
            int row = stretch.start + first;
            score(rows, stretch, head, first, count, scores);
            int width = stretch.past + first + count;
            for (int r = 0; r < count; r++) {
                int seen = stretch.past + first + r + 1;
                float logSum = softmax(scores.at((long) r * width, width), firstSeen(seen), seen, width);
                rows.logSums.set((long) (row + r) * heads + head, logSum);
            }
            overKeys(stretch, first + count, (column, keyRow, keys, firstPiece) -> Blas.alone(count, dim, keys, 1, part(scores, column, width),
                    Operand.of(kv(rows.values, keyRow, head)), firstPiece ? 0 : 1, q(rows.attended, row, head)));
        }
    }

    /// Adds nothing up across calls: the three gradients are overwritten.
    /// @param gradient      of `attended`, `[N, heads, dim]`
    /// @param keyGradients,valueGradients of each query head apart, `[N, heads, dim]`: the caller sums those of a group
    /// @param stretches     all stretches of a tree of sequences in one list, parents first; trees do not share rows
    public void backward(Rows rows, Floats gradient, List<List<Stretch>> trees, Floats queryGradients, Floats keyGradients, Floats valueGradients) {
        Workers.shared().forEach(trees.size() * heads, 1, (from, to) -> {
            for (int task = from; task < to; task++) {
                int head = task % heads;
                List<Stretch> tree = trees.get(task / heads);
                for (Stretch stretch : tree) {
                    clear(keyGradients, stretch, head);
                    clear(valueGradients, stretch, head);
                }
                for (Stretch stretch : tree) backward(rows, gradient, stretch, head, queryGradients, keyGradients, valueGradients);
            }
        });
    }

    private void clear(Floats x, Stretch stretch, int head) {
        for (int row = stretch.start; row < stretch.start + stretch.length; row++) x.fill(((long) row * heads + head) * dim, dim, 0);
    }

    private void backward(Rows rows, Floats gradient, Stretch stretch, int head, Floats queryGradients, Floats keyGradients, Floats valueGradients) {
        Floats scores = scratch(0, stretch.keys());
        Floats slopes = scratch(1, stretch.keys());
        for (int first = 0; first < stretch.length; first += BLOCK) {
            int count = Math.min(BLOCK, stretch.length - first);
            int row = stretch.start + first;
            int width = stretch.past + first + count;
            Matrix given = q(gradient, row, head);
            score(rows, stretch, head, first, count, scores);
            overKeys(stretch, first + count, (column, keyRow, keys, _) -> Blas.alone(count, keys, dim, 1, Operand.of(given),
                    Operand.transposed(kv(rows.values, keyRow, head)), 0, part(slopes, column, width).matrix()));
            for (int r = 0; r < count; r++) {
                int seen = stretch.past + first + r + 1;
                long at = ((long) (row + r) * heads + head) * dim;
                float kept = dot(gradient.at(at, dim), rows.attended.at(at, dim), dim);
                slope(scores.at((long) r * width, width), slopes.at((long) r * width, width), firstSeen(seen), seen, width,
                        rows.logSums.get((long) (row + r) * heads + head), kept, (float) scale);
            }
            overKeys(stretch, first + count, (column, keyRow, keys, firstPiece) -> {
                Operand probabilities = new Operand(part(scores, column, width).matrix(), true);
                Operand slope = part(slopes, column, width);
                Blas.alone(keys, dim, count, 1, probabilities, Operand.of(given), 1, q(valueGradients, keyRow, head));
                Blas.alone(keys, dim, count, 1, new Operand(slope.matrix(), true), Operand.of(q(rows.queries, row, head)), 1, q(keyGradients, keyRow, head));
                Blas.alone(count, dim, keys, 1, slope, Operand.of(kv(rows.keys, keyRow, head)), firstPiece ? 0 : 1, q(queryGradients, row, head));
            });
        }
    }

    /// The scaled products of a block's queries with the keys up to its end, `[count, past + first + count]`.
    private void score(Rows rows, Stretch stretch, int head, int first, int count, Floats scores) {
        int width = stretch.past + first + count;
        overKeys(stretch, first + count, (column, keyRow, keys, _) -> Blas.alone(count, keys, dim, (float) scale,
                Operand.of(q(rows.queries, stretch.start + first, head)), Operand.transposed(kv(rows.keys, keyRow, head)), 0,
                part(scores, column, width).matrix()));
    }

    /// Visits the rows of keys that the first `own` rows of a stretch see, piece by piece.
    private static void overKeys(Stretch stretch, int own, KeyPiece piece) {
        int column = 0;
        for (Stretch before : stretch.before) {
            piece.visit(column, before.start, before.length, column == 0);
            column += before.length;
        }
        piece.visit(column, stretch.start, own, column == 0);
    }

    private interface KeyPiece {
        void visit(int column, int keyRow, int keys, boolean first);
    }

    private int firstSeen(int seen) {
        return window == 0 ? 0 : Math.max(0, seen - window);
    }

    private Matrix q(Floats x, int row, int head) {
        return new Matrix(x, ((long) row * heads + head) * dim, heads * dim);
    }

    private Matrix kv(Floats x, int row, int head) {
        return new Matrix(x, ((long) row * kvHeads + head / (heads / kvHeads)) * dim, kvHeads * dim);
    }

    private static Operand part(Floats scores, int column, int width) {
        return Operand.of(new Matrix(scores, column, width));
    }

    private static Floats scratch(int which, int keys) {
        Floats[] kept = SCRATCH.get();
        kept[which] = Floats.atLeast(kept[which], BLOCK * keys);
        return kept[which];
    }

    /// Scores from `from` to `to` become probabilities, the others 0.
    /// @return the logarithm of the sum of exponentials
    private static float softmax(long at, int from, int to, int width) {
        float max = VectorMath.max(at, from, to);
        FloatVector sums = FloatVector.zero(S);
        float sum = 0;
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector e = VectorMath.exp(load(at, i).sub(max));
            e.intoMemorySegment(MEMORY, at + 4L * i, LE);
            sums = sums.add(e);
        }
        for (; i < to; i++) {
            float e = VectorMath.exp(get(at, i) - max);
            set(at, i, e);
            sum += e;
        }
        sum += VectorMath.sum(sums);
        float share = 1 / sum;
        i = from;
        for (; i + LANES <= to; i += LANES) load(at, i).mul(share).intoMemorySegment(MEMORY, at + 4L * i, LE);
        for (; i < to; i++) set(at, i, get(at, i) * share);
        zero(at, 0, from);
        zero(at, to, width);
        return max + (float) Math.log(sum);
    }

    /// Scores become probabilities again, and the products of gradient and values the slopes of the scores:
    /// `p · (product - kept) · scale`.
    private static void slope(long scores, long products, int from, int to, int width, float logSum, float kept, float scale) {
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector p = VectorMath.exp(load(scores, i).sub(logSum));
            p.intoMemorySegment(MEMORY, scores + 4L * i, LE);
            load(products, i).sub(kept).mul(p).mul(scale).intoMemorySegment(MEMORY, products + 4L * i, LE);
        }
        for (; i < to; i++) {
            float p = VectorMath.exp(get(scores, i) - logSum);
            set(scores, i, p);
            set(products, i, (get(products, i) - kept) * p * scale);
        }
        for (long row : new long[] {scores, products}) {
            zero(row, 0, from);
            zero(row, to, width);
        }
    }

    private static float dot(long a, long b, int count) {
        FloatVector sums = FloatVector.zero(S);
        float sum = 0;
        int i = 0;
        for (; i + LANES <= count; i += LANES) sums = load(a, i).fma(load(b, i), sums);
        for (; i < count; i++) sum = Math.fma(get(a, i), get(b, i), sum);
        return sum + VectorMath.sum(sums);
    }

    private static void zero(long at, int from, int to) {
        if (to > from) MEMORY.asSlice(at + 4L * from, 4L * (to - from)).fill((byte) 0);
    }

    private static FloatVector load(long at, int i) {
        return FloatVector.fromMemorySegment(S, MEMORY, at + 4L * i, LE);
    }

    private static float get(long at, int i) {
        return MEMORY.get(Floats.FLOAT, at + 4L * i);
    }

    private static void set(long at, int i, float value) {
        MEMORY.set(Floats.FLOAT, at + 4L * i, value);
    }
}
