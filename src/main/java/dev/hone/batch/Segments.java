package dev.hone.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How the sequences of a batch lie end to end in one row of `N` ids, without padding.
///
/// A segment is a stretch of consecutive ids. One without a parent begins a sequence; one with a parent continues the
/// sequence that ends there: its positions go on, and it sees all that came before, but not its siblings. So a prompt with
/// several answers is one segment with several children, and is computed once:
/// ```
/// lengths  4      3      2           ids   p p p p a a a b b
/// parents  none   0      0     positions   0 1 2 3 4 5 6 4 5
/// ```
/// Written out, these are the sequences `ppppaaa` and `ppppbb`.
public final class Segments {
    /// The parent of a segment that begins a sequence.
    public static final int NONE = -1;

    private final int[] lengths;
    private final int[] parents;
    private final int[] starts;
    private final int[] pasts;
    private final boolean[] isParent;
    private final int total;

    private Segments(int[] lengths, int[] parents) {
        this.lengths = lengths;
        this.parents = parents;
        this.starts = new int[lengths.length];
        this.pasts = new int[lengths.length];
        this.isParent = new boolean[lengths.length];
        int next = 0;
        for (int i = 0; i < lengths.length; i++) {
            check(i);
            starts[i] = next;
            next = Math.addExact(next, lengths[i]);
            if (parents[i] == NONE) continue;
            pasts[i] = pasts[parents[i]] + lengths[parents[i]];
            isParent[parents[i]] = true;
        }
        this.total = next;
    }

    private void check(int i) {
        if (lengths[i] < 1) throw new IllegalArgumentException("segment " + i + " has length " + lengths[i] + "; at least 1");
        if (parents[i] < NONE || parents[i] >= i) throw new IllegalArgumentException(
                "segment " + i + " has parent " + parents[i] + "; a parent comes before its children, and " + NONE + " is none");
    }

    /// Sequences that share nothing.
    public static Segments of(int... lengths) {
        int[] parents = new int[lengths.length];
        Arrays.fill(parents, NONE);
        return tree(lengths, parents);
    }

    /// @param parents for each segment the index of the one it continues, which comes before it, or [#NONE]
    public static Segments tree(int[] lengths, int[] parents) {
        if (lengths.length != parents.length) throw new IllegalArgumentException(
                lengths.length + " lengths and " + parents.length + " parents; one of each for every segment");
        if (lengths.length == 0) throw new IllegalArgumentException("no segments; at least one");
        return new Segments(lengths.clone(), parents.clone());
    }

    /// How many segments there are.
    public int count() {
        return lengths.length;
    }

    /// Tokens in all: `N`.
    public int total() {
        return total;
    }

    public int length(int segment) {
        return lengths[segment];
    }

    /// Index of its first token in the row.
    public int start(int segment) {
        return starts[segment];
    }

    public int parent(int segment) {
        return parents[segment];
    }

    /// How many tokens of its sequence come before it, in its ancestors.
    public int past(int segment) {
        return pasts[segment];
    }

    /// The segments of a sequence from its beginning to this one.
    public List<Integer> path(int segment) {
        List<Integer> path = new ArrayList<>();
        for (int at = segment; at != NONE; at = parents[at]) path.addFirst(at);
        return path;
    }

    /// The place of each token in its sequence, from 0; `N` of them.
    public int[] positions() {
        int[] positions = new int[total];
        for (int i = 0; i < count(); i++)
            for (int t = 0; t < lengths[i]; t++) positions[starts[i] + t] = pasts[i] + t;
        return positions;
    }

    /// For each token the index in the row of the token before it in its sequence, whose output predicts it;
    /// [#NONE] for the first token of a sequence.
    public int[] predictors() {
        int[] predictors = new int[total];
        for (int i = 0; i < count(); i++) {
            predictors[starts[i]] = parents[i] == NONE ? NONE : starts[parents[i]] + lengths[parents[i]] - 1;
            for (int t = 1; t < lengths[i]; t++) predictors[starts[i] + t] = starts[i] + t - 1;
        }
        return predictors;
    }

    /// For each token, how long the longest sequence that it is part of is.
    public int[] reaches() {
        int[] longest = new int[count()];
        for (int i = count() - 1; i >= 0; i--) {
            longest[i] = Math.max(longest[i], pasts[i] + lengths[i]);
            if (parents[i] != NONE) longest[parents[i]] = Math.max(longest[parents[i]], longest[i]);
        }
        int[] reaches = new int[total];
        for (int i = 0; i < count(); i++) Arrays.fill(reaches, starts[i], starts[i] + lengths[i], longest[i]);
        return reaches;
    }

    /// For each token, in how many of the written-out sequences it occurs: the number of leaves below its segment.
    public int[] copies() {
        int[] leaves = new int[count()];
        for (int i = count() - 1; i >= 0; i--) {
            if (!isParent[i]) leaves[i] = 1;
            if (parents[i] != NONE) leaves[parents[i]] += leaves[i];
        }
        int[] copies = new int[total];
        for (int i = 0; i < count(); i++) Arrays.fill(copies, starts[i], starts[i] + lengths[i], leaves[i]);
        return copies;
    }

    /// `count` segments of one length, lying side by side, from segment `first` on.
    public record Run(int first, int count, int length) {}

    /// The segments in order, neighbours taken together where one computation serves them all: equal lengths, and neither
    /// parents nor children.
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < count(); ) {
            int end = i + 1;
            while (standsAlone(i) && end < count() && standsAlone(end) && lengths[end] == lengths[i]) end++;
            runs.add(new Run(i, end - i, lengths[i]));
            i = end;
        }
        return runs;
    }

    private boolean standsAlone(int segment) {
        return parents[segment] == NONE && !isParent[segment];
    }

    @Override public String toString() {
        return "lengths " + Arrays.toString(lengths) + ", parents " + Arrays.toString(parents);
    }
}
