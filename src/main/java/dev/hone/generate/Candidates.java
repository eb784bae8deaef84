package dev.hone.generate;

import dev.hone.settings.UserError;
import dev.hone.tensor.kernel.Lanes;
import java.util.Arrays;

/// The tokens that may still come next, with their scores; a token that a rule removes is gone from the arrays.
/// So after top-k every later rule looks at k tokens instead of the whole vocabulary.
///
/// The arrays are reused from row to row. Tokens stay in the order of their ids, which keeps every sum reproducible.
final class Candidates {
    /// Sums of weights are kept per block, so that a draw looks at one block instead of half the row.
    /// Ranking goes by buckets of this width in nats; what is farther off than all of them shares the last one.
    private static final float BUCKETS_PER_NAT = 32;
    private static final int BUCKETS = 1024;

    private final float[] score;
    private final float[] weight;
    private final float[] key;
    private final int[] id;
    private final double[] blockSum;
    private final double[] bucketMass = new double[BUCKETS];
    private int count;
    /// While nothing is removed a token's index is its id, and `id` is not filled.
    private boolean whole;
    private boolean weighed;
    /// What weights are relative to: the largest score when they were taken.
    private float pivot;
    private boolean pivotKnown;
    private double total;

    Candidates(int vocabularySize) {
        score = new float[vocabularySize];
        weight = new float[vocabularySize];
        key = new float[vocabularySize];
        id = new int[vocabularySize];
        blockSum = new double[(vocabularySize + Lanes.BLOCK - 1) / Lanes.BLOCK];
    }

    /// All tokens, with the scores of one row.
    void load(float[] logits, int offset) {
        count = score.length;
        System.arraycopy(logits, offset, score, 0, count);
        whole = true;
        changed();
    }

    /// The scores by token id, to be changed in place before anything is removed.
    float[] wholeRow() {
        if (!whole) throw new IllegalStateException("tokens were removed already");
        changed();
        return score;
    }

    /// Refuses rows that no distribution belongs to. Tokens with a score of minus infinity may stay: their weight is 0.
    void check() {
        float max = pivotKnown ? pivot : Lanes.max(score, count);
        if (max == Float.NEGATIVE_INFINITY) throw new UserError("the settings forbid every token: "
                + "no_repeat_ngram_size, bad_words_ids, suppress_tokens and the minimum length together leave none");
        if (!(max < Float.POSITIVE_INFINITY)) throw new UserError("the model's scores contain " + max
                + ": its weights are damaged or its numbers overflow; try --dtype float32");
    }

    int count() {
        return count;
    }

    int id(int index) {
        return whole ? index : id[index];
    }

    float score(int index) {
        return score[index];
    }

    /// @param by above 0, so that the largest score stays the largest
    void divideScores(float by) {
        Lanes.divide(score, count, by);
        pivot /= by;
        weighed = false;
    }

    void subtractFromScores(double amount) {
        for (int i = 0; i < count; i++) score[i] = (float) (score[i] - amount);
        changed();
    }

    private void changed() {
        weighed = false;
        pivotKnown = false;
    }

    /// `exp(score - pivot)` for each token; the probability is the weight divided by [#total].
    void weigh() {
        if (weighed) return;
        if (!pivotKnown) pivot = Lanes.max(score, count);
        pivotKnown = true;
        Lanes.exp(score, pivot, weight, count);
        weighed = true;
        total = Lanes.sumByBlocks(weight, count, blockSum);
    }

    float pivot() {
        weigh();
        return pivot;
    }

    float weight(int index) {
        weigh();
        return weight[index];
    }

    double total() {
        weigh();
        return total;
    }

    /// `-Σ p·log p` in nats.
    double entropy() {
        weigh();
        double weighted = 0;
        for (int i = 0; i < count; i++) if (weight[i] > 0) weighted += (double) weight[i] * (score[i] - pivot);
        return Math.log(total) - weighted / total;
    }

    double logProb(int index) {
        weigh();
        return (double) score[index] - pivot - Math.log(total);
    }

    /// The first of the most likely tokens.
    int mostLikely() {
        float max = Lanes.max(score, count);
        for (int i = 0; i < count; i++) if (score[i] == max) return i;
        throw new IllegalStateException("no largest score among " + count);
    }

    /// The token at which the running sum of probabilities passes `u`, in [0, 1).
    int draw(double u) {
        weigh();
        double left = u * total;
        int block = 0;
        int blocks = (count + Lanes.BLOCK - 1) / Lanes.BLOCK;
        while (block < blocks - 1 && left >= blockSum[block]) left -= blockSum[block++];
        int end = Math.min(count, (block + 1) * Lanes.BLOCK);
        for (int i = block * Lanes.BLOCK; i < end; i++) {
            left -= weight[i];
            if (left < 0) return i;
        }
        // Rounding may leave a last crumb; it belongs to the last token that can be drawn at all.
        int last = end - 1;
        while (weight[last] == 0) last--;
        return last;
    }

    /// The score of which exactly `k` tokens, or with ties more, are at or above; `k` at most [#count].
    /// One pass with a heap of the best `k`: most tokens fail its first comparison.
    float kthLargest(int k) {
        float[] heap = Arrays.copyOf(score, k);
        for (int i = k / 2 - 1; i >= 0; i--) sink(heap, i);
        for (int i = k; i < count; i++) {
            if (score[i] > heap[0]) {
                heap[0] = score[i];
                sink(heap, 0);
            }
        }
        return heap[0];
    }

    private static void sink(float[] heap, int at) {
        float value = heap[at];
        for (int child; (child = 2 * at + 1) < heap.length; at = child) {
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) child++;
            if (heap[child] >= value) break;
            heap[at] = heap[child];
        }
        heap[at] = value;
    }

    void keepScoresFrom(float least) {
        int kept = 0;
        for (int i = 0; i < count; i++) if (score[i] >= least) move(i, kept++);
        shrunkTo(kept);
    }

    /// Keeps what scores above the token at `index`, that token, and of its ties those with lower ids.
    void keepDownTo(int index) {
        float least = score[index];
        int kept = 0;
        for (int i = 0; i < count; i++) if (score[i] > least || score[i] == least && i <= index) move(i, kept++);
        shrunkTo(kept);
    }

    /// Keeps tokens of at least this weight, and the most likely one in any case.
    void keepWeightsFrom(double least) {
        weigh();
        double bound = Math.min(least, Lanes.max(weight, count));
        int kept = 0;
        for (int i = 0; i < count; i++) if (weight[i] >= bound) move(i, kept++);
        shrunkTo(kept);
    }

    /// Keeps the most likely tokens until their probabilities reach `mass`; among ties at the end those with the lowest ids.
    void keepMostLikely(double mass) {
        weigh();
        for (int i = 0; i < count; i++) key[i] = pivot - score[i];
        Cut cut = cut(mass);
        keepUpTo(cut.key(), cut.lastIndex());
    }

    /// Keeps the tokens whose surprise `-log p` is nearest to `surprise` until their probabilities reach `mass`, and all ties at the end.
    void keepNearest(double surprise, double mass) {
        weigh();
        double shift = Math.log(total) + pivot - surprise;
        for (int i = 0; i < count; i++) key[i] = (float) Math.abs(shift - score[i]);
        keepUpTo(cut(mass).key(), count);
    }

    private record Cut(float key, int lastIndex) {}

    /// Where, in ascending order of keys, the weights reach `mass` of the total. No row is sorted: weights are summed by
    /// bucket, and only the bucket in which the sum gets there is looked into.
    private Cut cut(double mass) {
        Arrays.fill(bucketMass, 0);
        for (int i = 0; i < count; i++) bucketMass[bucket(key[i])] += weight[i];
        double target = mass * total;
        double before = 0;
        int bucket = 0;
        while (bucket < BUCKETS - 1 && before + bucketMass[bucket] < target) before += bucketMass[bucket++];
        long[] order = inBucket(bucket);
        double sum = before;
        for (long entry : order) {
            sum += weight[(int) entry];
            if (sum >= target) return new Cut(key[(int) entry], (int) entry);
        }
        // Rounding kept the sum below its target: everything in sight belongs to it.
        return order.length == 0 ? new Cut(bucket / BUCKETS_PER_NAT, count) : new Cut(key[(int) order[order.length - 1]], count);
    }

    private static int bucket(float key) {
        return Math.min(BUCKETS - 1, (int) (key * BUCKETS_PER_NAT));
    }

    /// The tokens of a bucket by key, then index: keys are not negative, so their bits order them.
    private long[] inBucket(int bucket) {
        int n = 0;
        for (int i = 0; i < count; i++) if (bucket(key[i]) == bucket) n++;
        long[] order = new long[n];
        for (int i = 0, k = 0; i < count; i++) {
            if (bucket(key[i]) == bucket) order[k++] = (long) Float.floatToRawIntBits(key[i]) << 32 | i;
        }
        Arrays.sort(order);
        return order;
    }

    private void keepUpTo(float lastKey, int lastIndexAmongTies) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (key[i] < lastKey || key[i] == lastKey && i <= lastIndexAmongTies) move(i, kept++);
        }
        shrunkTo(kept);
    }

    private void move(int from, int to) {
        id[to] = whole ? from : id[from];
        score[to] = score[from];
        weight[to] = weight[from];
    }

    /// Weights of the kept tokens stay good, as only their ratio matters.
    private void shrunkTo(int kept) {
        boolean changed = kept < count;
        // Ids were written while moving, even when nothing went.
        whole = false;
        count = kept;
        if (weighed && changed) total = Lanes.sumByBlocks(weight, count, blockSum);
    }
}
