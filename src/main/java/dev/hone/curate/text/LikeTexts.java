package dev.hone.curate.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.IntConsumer;

/// Finds among many sketches those that are like a new one, without comparing it with each. A sketch is cut into bands; two that are
/// like each other agree in at least one whole band, most probably, and only those are compared.
/// Source: Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", section 3.4.
public final class LikeTexts {
    /// How probable it is at least that two sketches with just the wanted likeness agree in a band.
    private static final double RECALL = 0.98;
    private static final int NONE = -1;

    private final double threshold;
    private final int rows;
    private final int bands;
    private final List<int[]> sketches = new ArrayList<>();
    /// An open table: of each band's hash the sketch that had it last.
    private long[] keys = new long[1 << 10];
    private int[] heads = filled(keys.length);
    private int used;
    /// Of each sketch and band the sketch before it with the same hash.
    private int[] before = new int[1 << 10];

    /// @param threshold least likeness, above 0 and at most 1
    public LikeTexts(double threshold) {
        this.threshold = threshold;
        this.rows = rows(threshold);
        this.bands = MinHash.SIZE / rows;
    }

    /// As many entries to a band as [#RECALL] allows: the more, the fewer are compared in vain.
    static int rows(double threshold) {
        int rows = 1;
        while (rows < MinHash.SIZE / 2 && 1 - Math.pow(1 - Math.pow(threshold, rows + 1), MinHash.SIZE / (rows + 1)) >= RECALL) rows++;
        return rows;
    }

    /// How many sketches there are.
    public int size() {
        return sketches.size();
    }

    /// Adds a sketch, whose number is how many there were before.
    public void add(int[] sketch) {
        int number = sketches.size();
        sketches.add(sketch);
        if ((number + 1) * bands > before.length) before = Arrays.copyOf(before, 2 * before.length);
        for (int band = 0; band < bands; band++) {
            if (2 * used > keys.length) grow();
            int at = place(key(sketch, band), keys, heads);
            if (heads[at] == NONE) {
                keys[at] = key(sketch, band);
                used++;
            }
            before[number * bands + band] = heads[at];
            heads[at] = number;
        }
    }

    /// The first sketch that is like this one, or -1.
    public int firstLike(int[] sketch) {
        int[] first = {NONE};
        forEachLike(sketch, number -> first[0] = first[0] == NONE ? number : Math.min(first[0], number));
        return first[0];
    }

    /// Hands over the numbers of the sketches that are like this one, each once, in any order.
    public void forEachLike(int[] sketch, IntConsumer work) {
        var seen = new HashSet<Integer>();
        for (int band = 0; band < bands; band++)
            for (int number = heads[place(key(sketch, band), keys, heads)]; number != NONE; number = before[number * bands + band])
                if (seen.add(number) && MinHash.likeness(sketch, sketches.get(number)) >= threshold) work.accept(number);
    }

    private long key(int[] sketch, int band) {
        long key = band + 1;
        for (int i = band * rows; i < (band + 1) * rows; i++) key = (key + sketch[i]) * 0x9E3779B97F4A7C15L;
        return key ^ key >>> 32;
    }

    private static int place(long key, long[] keys, int[] heads) {
        int at = (int) key & keys.length - 1;
        while (heads[at] != NONE && keys[at] != key) at = at + 1 & keys.length - 1;
        return at;
    }

    private void grow() {
        long[] more = new long[2 * keys.length];
        int[] moreHeads = filled(more.length);
        for (int i = 0; i < keys.length; i++) {
            if (heads[i] == NONE) continue;
            int at = place(keys[i], more, moreHeads);
            more[at] = keys[i];
            moreHeads[at] = heads[i];
        }
        keys = more;
        heads = moreHeads;
    }

    private static int[] filled(int length) {
        int[] filled = new int[length];
        Arrays.fill(filled, NONE);
        return filled;
    }
}
