package dev.hone.tensor.kernel;

import static dev.hone.tensor.kernel.Floats.FLOAT;
import static dev.hone.tensor.kernel.Floats.MEMORY;
import static dev.hone.tensor.kernel.KvLayout.P;
import static dev.hone.tensor.kernel.KvLayout.PAGE;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// `softmax(q kᵀ · scale) v` over the pages of each sequence, for new tokens of many sequences at once.
///
/// A page's scores are taken together and the running maximum, sum and weighted values are corrected after each page
/// (online softmax: Milakov and Gimelshein 2018, arXiv:1805.02867; Dao et al. 2022, arXiv:2205.14135). Pages lie at
/// fixed positions of the sequence, so a token gets the same bits whether it was read in a prompt or generated.
public final class PagedAttention {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    /// Query rows that one piece of work takes through the pages together.
    private static final int BLOCK = 24;
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final KvLayout layout;
    private final int group;
    private final double scale;
    private final int window;
    private final float softcap;

    /// @param group   query heads for each key-value head
    /// @param scale   factor on the scores
    /// @param window  keys that a query sees, itself included; 0 for all before it
    /// @param softcap scores become `cap · tanh(score / cap)`; 0 for none
    public PagedAttention(KvLayout layout, int group, double scale, int window, double softcap) {
        this.layout = layout;
        this.group = group;
        this.scale = scale;
        this.window = window;
        this.softcap = (float) softcap;
    }

    /// New tokens of one sequence: their pages (theirs included), the position of the first, and the row it has in q and out.
    public record Span(List<Floats> pages, int firstPosition, int tokens, int row) {}

    /// @param q   rows of heads: `[row][heads][keyDim]`, rows `qStride` numbers apart
    /// @param out `[row][heads][valueDim]`, rows `outStride` numbers apart
    public void run(int layer, List<Span> spans, Floats q, int qStride, Floats out, int outStride) {
        List<Piece> pieces = new ArrayList<>();
        for (Span span : spans) {
            for (int head = 0; head < layout.heads(); head++) {
                // The longest pieces first: the last tokens of a prompt see the most keys.
                int rows = span.tokens * group;
                for (int first = (rows - 1) / BLOCK * BLOCK; first >= 0; first -= BLOCK) {
                    pieces.add(new Piece(span, head, first, Math.min(BLOCK, rows - first)));
                }
            }
        }
        Workers.shared().forEach(pieces.size(), 1, (from, to) -> {
            for (int i = from; i < to; i++) attend(pieces.get(i), layer, q, qStride, out, outStride);
        });
    }

    /// Rows `first` to `first + rows` of a span's queries to one key-value head, counted token by token, head by head.
    private record Piece(Span span, int head, int first, int rows) {}

    private static final class Scratch {
        private Floats queries;
        private Floats scores;
        private Floats sums;
        private Floats gains;
        private final float[] correction = new float[BLOCK];
        private final float[] chains = new float[16];
        private final float[] maximum = new float[BLOCK];
        private final float[] total = new float[BLOCK];
    }

    private void attend(Piece piece, int layer, Floats q, int qStride, Floats out, int outStride) {
        Scratch scratch = SCRATCH.get();
        int dk = layout.keyDim();
        int dv = layout.paddedValueDim();
        scratch.queries = Floats.atLeast(scratch.queries, BLOCK * dk);
        scratch.scores = Floats.atLeast(scratch.scores, BLOCK * PAGE);
        scratch.sums = Floats.atLeast(scratch.sums, BLOCK * dv);
        scratch.gains = Floats.atLeast(scratch.gains, BLOCK * dv);
        Arrays.fill(scratch.maximum, 0, piece.rows, Float.NEGATIVE_INFINITY);
        Arrays.fill(scratch.total, 0, piece.rows, 0f);
        clear(scratch.sums.at(0, (long) piece.rows * dv), piece.rows * dv);
        for (int r = 0; r < piece.rows; r++) {
            scratch.queries.copyFrom(r * dk, q, token(piece, r) * qStride + head(piece, r) * dk, dk);
        }
        Elementwise.scale(scratch.queries, 0, (float) scale, piece.rows * dk);

        int last = position(piece, piece.rows - 1);
        int first = window == 0 ? 0 : Math.max(0, position(piece, 0) - window + 1);
        for (int page = first / PAGE; page <= last / PAGE; page++) visit(piece, layer, page, last, scratch);

        for (int r = 0; r < piece.rows; r++) {
            Elementwise.scale(scratch.sums, r * dv, 1 / scratch.total[r], dv);
            out.copyFrom(token(piece, r) * outStride + head(piece, r) * layout.valueDim(), scratch.sums, r * dv, layout.valueDim());
        }
    }

    private int token(Piece piece, int row) {
        return piece.span.row + (piece.first + row) / group;
    }

    private int head(Piece piece, int row) {
        return piece.head * group + (piece.first + row) % group;
    }

    private int position(Piece piece, int row) {
        return piece.span.firstPosition + (piece.first + row) / group;
    }

    /// Takes one page into the running softmax of the piece's rows.
    private void visit(Piece piece, int layer, int page, int last, Scratch scratch) {
        Floats memory = piece.span.pages.get(page);
        int keys = Math.min(PAGE, last + 1 - page * PAGE);
        int dk = layout.keyDim();
        long queries = scratch.queries.at(0, (long) piece.rows * dk);
        long scores = scratch.scores.at(0, (long) piece.rows * PAGE);
        long keyPanels = memory.at(layout.keys(layer, piece.head), (long) PAGE * dk);
        for (int key = 0; key < keys; key += P) {
            Float32Tiles.multiply(piece.rows, keyPanels + 4L * key * dk, queries, 4L * dk, dk, scores + 4L * key, 4L * PAGE);
        }
        for (int r = 0; r < piece.rows; r++) weigh(piece, r, page * PAGE, scratch);
        int dv = layout.paddedValueDim();
        long gains = scratch.gains.at(0, (long) piece.rows * dv);
        long valuePanels = memory.at(layout.values(layer, piece.head), (long) PAGE * dv);
        for (int d = 0; d < dv; d += P) {
            Float32Tiles.multiply(piece.rows, valuePanels + 4L * d * PAGE, scores, 4L * PAGE, keys, gains + 4L * d, 4L * dv);
        }
        for (int r = 0; r < piece.rows; r++) {
            Elementwise.scaleAndAdd(scratch.sums, r * dv, scratch.correction[r], scratch.gains, r * dv, dv);
        }
    }

    private static void clear(long at, int count) {
        MEMORY.asSlice(at, 4L * count).fill((byte) 0);
    }

    /// Scores of one row become weights `e^(score - maximum)`; a new maximum asks for a correction of the sums so far.
    private void weigh(Piece piece, int row, int firstKey, Scratch scratch) {
        long scores = scratch.scores.at((long) row * PAGE, PAGE);
        int position = position(piece, row);
        int from = window == 0 ? 0 : Math.clamp(position - window + 1 - firstKey, 0, PAGE);
        int to = Math.clamp(position + 1 - firstKey, 0, PAGE);
        for (int i = 0; i < from; i++) MEMORY.set(FLOAT, scores + 4L * i, Float.NEGATIVE_INFINITY);
        for (int i = to; i < PAGE; i++) MEMORY.set(FLOAT, scores + 4L * i, Float.NEGATIVE_INFINITY);
        if (from >= to) {
            clear(scores, PAGE);
            scratch.correction[row] = 1;
            return;
        }
        if (softcap != 0) cap(scores, from, to);
        float before = scratch.maximum[row];
        float maximum = Math.max(before, largest(scores));
        float sum = exponentiate(scores, maximum, scratch.chains);
        scratch.correction[row] = before == Float.NEGATIVE_INFINITY ? 0 : VectorMath.exp(before - maximum);
        scratch.maximum[row] = maximum;
        scratch.total[row] = scratch.total[row] * scratch.correction[row] + sum;
    }

    private void cap(long scores, int from, int to) {
        for (int i = from; i < to; i++) {
            MEMORY.set(FLOAT, scores + 4L * i, softcap * (float) Math.tanh(MEMORY.get(FLOAT, scores + 4L * i) / softcap));
        }
    }

    private static float largest(long scores) {
        FloatVector most = FloatVector.fromMemorySegment(S, MEMORY, scores, LE);
        for (int i = LANES; i < PAGE; i += LANES) most = most.max(FloatVector.fromMemorySegment(S, MEMORY, scores + 4L * i, LE));
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < LANES; i++) largest = Math.max(largest, most.lane(i));
        return largest;
    }

    /// Scores become `e^(score - maximum)`. Their sum runs in sixteen interleaved chains whatever the vector width.
    private static float exponentiate(long scores, float maximum, float[] chains) {
        switch (LANES) {
            case 16 -> {
                FloatVector a = FloatVector.zero(S);
                for (long at = scores; at < scores + 4L * PAGE; at += 64) a = a.add(exponential(at, maximum));
                a.intoArray(chains, 0);
            }
            case 8 -> {
                FloatVector a = FloatVector.zero(S), b = FloatVector.zero(S);
                for (long at = scores; at < scores + 4L * PAGE; at += 64) {
                    a = a.add(exponential(at, maximum));
                    b = b.add(exponential(at + 32, maximum));
                }
                a.intoArray(chains, 0);
                b.intoArray(chains, 8);
            }
            default -> {
                Arrays.fill(chains, 0);
                for (long at = scores; at < scores + 4L * PAGE; at += 4L * LANES) exponential(at, maximum);
                for (int i = 0; i < PAGE; i++) chains[i % chains.length] += MEMORY.get(FLOAT, scores + 4L * i);
            }
        }
        float sum = 0;
        for (float chain : chains) sum += chain;
        return sum;
    }

    private static FloatVector exponential(long at, float maximum) {
        FloatVector weight = VectorMath.exp(FloatVector.fromMemorySegment(S, MEMORY, at, LE).sub(maximum));
        weight.intoMemorySegment(MEMORY, at, LE);
        return weight;
    }
}
