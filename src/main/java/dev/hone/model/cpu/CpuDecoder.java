package dev.hone.model.cpu;

import dev.hone.model.CausalLm;
import dev.hone.model.Decoder;
import dev.hone.model.KvCache;
import dev.hone.model.WeightValues;
import dev.hone.model.layer.Parameter;
import dev.hone.model.layer.Rope;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.kernel.Elementwise;
import dev.hone.tensor.kernel.Floats;
import dev.hone.tensor.kernel.KvLayout;
import dev.hone.tensor.kernel.Lanes;
import dev.hone.tensor.kernel.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A [CausalLm] run by the processor's own kernels, without libtorch. Weights keep their stored type (float32 or bfloat16);
/// everything else is float32.
///
/// Every number of a row is summed in one fixed order, so logits depend on the sequence alone: the same bits at any batch
/// size, cut into prompts and single tokens in any way, on any number of threads, with vectors of any width.
/// One thread at a time may call it.
public final class CpuDecoder implements Decoder {
    /// Tokens of a long text that go through the layers together.
    private static final int CHUNK = 512;
    /// Rows of logits that exist at once when a text is scored.
    private static final int LOGIT_ROWS = 64;

    private final StoredRows stored;
    private final Parameter embedding;
    private final boolean rounded;
    private final float embeddingScale;
    private final int width;
    private final List<CpuLayers.Block> blocks;
    private final CpuNorm norm;
    private final CpuLinear head;
    private final float logitScale;
    private final float softcap;
    private final PagePool pool;
    private final Buffers buffers;
    /// Those that treat texts beyond a length otherwise.
    private final List<Rope> stretching;
    private float[] logits = {};
    private boolean resting;

    /// Keeps each weight in the type it is stored in (float16 as float32).
    public CpuDecoder(CausalLm model) {
        this(model, null);
    }

    /// @param kept float32 or bfloat16 for all large weights, or null for each one's stored type
    public CpuDecoder(CausalLm model, DType kept) {
        this(model, kept, WeightValues.STORED);
    }

    /// @param values where the weights come from; an adapter is worked into them
    public CpuDecoder(CausalLm model, DType kept, WeightValues values) {
        stored = new StoredRows(values);
        rounded = kept == DType.BFLOAT16;
        embedding = model.embedding();
        embeddingScale = (float) model.embeddingScale();
        width = embedding.size(1);
        var layers = new CpuLayers(stored, kept);
        buffers = layers.buffers();
        blocks = model.blocks().stream().map(layers::block).toList();
        stretching = layers.ropes().keySet().stream().filter(rope -> rope.stretch() != null).toList();
        norm = layers.norm(model.norm());
        head = layers.head(model.head());
        logitScale = (float) model.logitScale();
        softcap = (float) model.softcap();
        CpuAttention any = blocks.getFirst().attention();
        pool = new PagePool(new KvLayout(blocks.size(), any.heads(), any.keyDim(), any.valueDim()));
    }

    /// Takes in weights that have changed; embeddings are read where they lie, all else is copied here. No cache may be open: what it holds was computed by the weights before.
    public void update(WeightValues now) {
        if (pagesInUse() > 0) throw new IllegalStateException(pagesInUse() + " pages are in use, which other weights have filled");
        stored.update(now);
        resting = false;
    }

    /// Gives the memory of weights and of closed caches back, until [#update] brings weights again. To be called while nothing is computed.
    public void rest() {
        stored.rest();
        pool.rest();
        resting = true;
    }

    @Override public KvCache newCache() {
        return new PagedCache(pool);
    }

    @Override public int vocabularySize() {
        return head.outputs();
    }

    /// Bytes that one more token of a sequence takes in its cache.
    public long bytesPerToken() {
        return 4L * pool.layout().pageFloats() / KvLayout.PAGE;
    }

    /// Pages that open caches hold: 0 when every cache was closed.
    public int pagesInUse() {
        return pool.inUse();
    }

    @Override public float[] next(List<Step> steps) {
        if (resting) throw new IllegalStateException("the decoder rests: it has no weights before the next update");
        List<PagedCache> caches = new ArrayList<>();
        List<int[]> ids = new ArrayList<>();
        for (Step step : steps) {
            if (!(step.cache() instanceof PagedCache cache) || !cache.isOf(pool) || caches.contains(cache)) throw new IllegalArgumentException(
                    "each step needs an open cache of its own, made by this decoder");
            check(step.ids());
            prepare(cache, cache.length() + step.ids().length);
            caches.add(cache);
            ids.add(step.ids());
        }
        if (logits.length != steps.size() * vocabularySize()) logits = new float[steps.size() * vocabularySize()];
        for (int first = 0; first < steps.size(); ) {
            int end = first, rows = 0;
            while (end < steps.size() && (end == first || rows + ids.get(end).length <= CHUNK)) rows += ids.get(end++).length;
            readTogether(caches.subList(first, end), ids.subList(first, end), first);
            first = end;
        }
        return logits;
    }

    /// Reads the ids of a few sequences, a long one in chunks, and writes the logits of their ends from row `firstRow` on.
    private void readTogether(List<PagedCache> caches, List<int[]> ids, int firstRow) {
        if (ids.size() == 1 && ids.getFirst().length > CHUNK) {
            int[] whole = ids.getFirst();
            int last = (whole.length - 1) / CHUNK * CHUNK;
            read(caches.getFirst(), Arrays.copyOf(whole, last));
            ids = List.of(Arrays.copyOfRange(whole, last, whole.length));
        }
        Rows rows = extended(caches, ids);
        int[] ends = rows.spans().stream().mapToInt(span -> span.row() + span.tokens() - 1).toArray();
        logitsOf(through(ids, rows, ends), 0, ends.length).copyTo(0, logits, firstRow * vocabularySize(), ends.length * vocabularySize());
    }

    /// Gets a cache ready for a text that will be `length` tokens long. What it remembers of a text that counts as short is of no use to
    /// one that does not, nor the other way round: it is computed again.
    private void prepare(PagedCache cache, int length) {
        boolean beyond = isBeyond(length);
        if (cache.isBeyond() == beyond) return;
        int[] past = cache.ids();
        cache.begin(beyond);
        read(cache, past);
    }

    private boolean isBeyond(int length) {
        boolean beyond = false;
        for (Rope rope : stretching) beyond |= rope.inverseFrequencies(length) != rope.inverseFrequencies();
        return beyond;
    }

    /// In chunks, and nothing comes out.
    private void read(PagedCache cache, int[] ids) {
        for (int from = 0; from < ids.length; from += CHUNK) {
            List<int[]> chunk = List.of(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + CHUNK)));
            through(chunk, extended(List.of(cache), chunk), new int[] {chunk.getFirst().length - 1});
        }
    }

    /// Log-probability of each token given those before it; 0 for the first, which nothing precedes.
    /// The numbers are those that generating these tokens one by one would give, to the bit.
    public float[] logProbs(int[] ids) {
        try (KvCache nothing = newCache()) {
            return logProbs(nothing, List.of(ids)).getFirst();
        }
    }

    /// The same for several texts after one past, which is computed once and stays as it is.
    /// @param past  a cache of this decoder
    /// @param texts each without the past
    public List<float[]> logProbs(KvCache past, List<int[]> texts) {
        texts.forEach(this::check);
        List<float[]> found = texts.stream().map(ids -> new float[ids.length]).toList();
        for (int first = 0; first < texts.size(); ) {
            int end = first, rows = 0;
            while (end < texts.size() && (end == first || rows + texts.get(end).length <= CHUNK)) rows += texts.get(end++).length;
            scoreTogether(past, texts.subList(first, end), found.subList(first, end));
            first = end;
        }
        return found;
    }

    /// Reads a few texts at once, or a single long one in chunks.
    private void scoreTogether(KvCache past, List<int[]> texts, List<float[]> found) {
        int longest = texts.stream().mapToInt(ids -> ids.length).max().orElseThrow(), step = texts.size() == 1 ? CHUNK : longest;
        List<PagedCache> caches = texts.stream().map(_ -> (PagedCache) past.fork()).toList();
        try {
            for (int i = 0; i < caches.size(); i++) prepare(caches.get(i), past.length() + texts.get(i).length);
            for (int from = 0; from < longest; from += step) {
                int begin = from, end = from + step;
                List<int[]> chunk = texts.stream().map(ids -> Arrays.copyOfRange(ids, begin, Math.min(ids.length, end))).toList();
                Rows rows = extended(caches, chunk);
                Floats ends = through(chunk, rows, IntStream.range(0, rows.count()).toArray());
                for (int i = 0; i < chunk.size(); i++) score(ends, rows.spans().get(i).row(), texts.get(i), from, chunk.get(i).length, found.get(i));
            }
        } finally {
            caches.forEach(PagedCache::close);
        }
    }

    /// @param firstRow of `ends`, where the token at place `from` was read
    private void score(Floats ends, int firstRow, int[] ids, int from, int count, float[] out) {
        float[] row = new float[vocabularySize()];
        float[] weights = new float[row.length];
        double[] blocks = new double[row.length / Lanes.BLOCK + 1];
        int scored = Math.min(count, ids.length - 1 - from);
        for (int first = 0; first < scored; first += LOGIT_ROWS) {
            int rows = Math.min(LOGIT_ROWS, scored - first);
            Floats block = logitsOf(ends, firstRow + first, rows);
            for (int r = 0; r < rows; r++) {
                block.copyTo(r * row.length, row, 0, row.length);
                int place = from + first + r + 1;
                out[place] = (float) logProb(row, ids[place], weights, blocks);
            }
        }
    }

    /// In the order of the sampler's sums, so that a token scores what it was sampled with.
    private static double logProb(float[] row, int token, float[] weights, double[] blocks) {
        float most = Lanes.max(row, row.length);
        Lanes.exp(row, most, weights, row.length);
        return (double) row[token] - most - Math.log(Lanes.sumByBlocks(weights, row.length, blocks));
    }

    /// What the final norm gives to the head, as the mean over a text's tokens: texts that are about the same lie in nearly the same direction.
    /// @return `[D]`
    public float[] meanHidden(int[] ids) {
        check(ids);
        float[] mean = new float[width], row = new float[width];
        try (PagedCache cache = (PagedCache) newCache()) {
            prepare(cache, ids.length);
            for (int from = 0; from < ids.length; from += CHUNK) {
                int[] chunk = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + CHUNK));
                Floats hidden = through(List.of(chunk), extended(List.of(cache), List.of(chunk)), IntStream.range(0, chunk.length).toArray());
                for (int t = 0; t < chunk.length; t++) {
                    hidden.copyTo(t * width, row, 0, width);
                    for (int i = 0; i < width; i++) mean[i] += row[i] / ids.length;
                }
            }
        }
        return mean;
    }

    private void check(int[] ids) {
        if (ids.length == 0) throw new IllegalArgumentException("no ids to read");
        for (int id : ids) {
            if (id < 0 || id >= embedding.size(0)) throw new IllegalArgumentException(
                    "token id " + id + " is not in the vocabulary of " + embedding.size(0));
        }
    }

    private static Rows extended(List<PagedCache> caches, List<int[]> ids) {
        for (int i = 0; i < caches.size(); i++) caches.get(i).extend(ids.get(i));
        return Rows.of(caches, ids);
    }

    /// Runs all layers and the final norm; the rows that are wanted come out, one after another.
    private Floats through(List<int[]> ids, Rows rows, int[] wanted) {
        int count = rows.count();
        Floats hidden = buffers.hidden.atLeast(count * width);
        embed(ids, hidden);
        for (int layer = 0; layer < blocks.size(); layer++) {
            CpuLayers.Block block = blocks.get(layer);
            Floats in = block.beforeAttention() == null ? hidden : block.beforeAttention().apply(hidden, count);
            Floats attended = block.attention().apply(layer, in, rows, pool.layout());
            add(hidden, block, block.afterAttention(), attended, count);
            if (layer == blocks.size() - 1) count = gather(hidden, wanted);      // the others have left their keys and are done
            in = block.beforeMlp() == null ? hidden : block.beforeMlp().apply(hidden, count);
            add(hidden, block, block.afterMlp(), block.mlp().apply(in, count), count);
        }
        return norm.apply(hidden, count);
    }

    private void embed(List<int[]> ids, Floats hidden) {
        StoredTensor table = stored.of(embedding);
        float[] row = new float[width];
        int at = 0;
        for (int[] sequence : ids) {
            for (int id : sequence) {
                Numbers.read(table.bytes(), table.dtype(), (long) id * width, row, width);
                if (rounded) for (int i = 0; i < width; i++) row[i] = Numbers.roundToBfloat16(row[i]);
                hidden.copyFrom(at, row, 0, width);
                at += width;
            }
        }
        if (embeddingScale != 1) Elementwise.scale(hidden, 0, embeddingScale, at);
    }

    private void add(Floats hidden, CpuLayers.Block block, CpuNorm after, Floats made, int count) {
        Floats delta = after == null ? made : after.apply(made, count);
        Elementwise.overRows(count, width, (from, to) ->
                Elementwise.add(hidden, from * width, delta, from * width, block.residualScale(), (to - from) * width));
    }

    /// Moves the wanted rows, which are in ascending order, to the front.
    private int gather(Floats hidden, int[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] != i) hidden.copyFrom(i * width, hidden, wanted[i] * width, width);
        }
        return wanted.length;
    }

    private Floats logitsOf(Floats ends, int firstRow, int rows) {
        Floats out = head.apply(ends, firstRow * width, width, rows);
        int count = rows * vocabularySize();
        if (logitScale != 1) Elementwise.scale(out, 0, logitScale, count);
        if (softcap != 0) for (int i = 0; i < count; i++) out.set(i, softcap * (float) Math.tanh(out.get(i) / softcap));
        return out;
    }
}
