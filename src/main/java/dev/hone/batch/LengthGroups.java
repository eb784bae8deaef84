package dev.hone.batch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Brings rows of about the same length together and leaves some chance in it: a shuffled order is cut into stretches of many
/// batches, and each stretch is sorted, longest first. The longest row of all comes first, so that a run that needs
/// too much memory fails at once.
/// Source: `get_length_grouped_indices` of transformers, which this gives the same order as.
final class LengthGroups {
    private static final int MOST_BATCHES = 50;

    private LengthGroups() {}

    /// @param shuffled  the numbers of the rows
    /// @param lengths   of the rows, by number
    /// @param batch     rows that should be of about one length
    static int[] order(int[] shuffled, int[] lengths, int batch) {
        int stretch = batch * Math.clamp(shuffled.length / (batch * 4L), 1, MOST_BATCHES);
        int[] order = new int[shuffled.length];
        int longest = 0;
        for (int start = 0; start < order.length; start += stretch) {
            int[] sorted = longestFirst(Arrays.copyOfRange(shuffled, start, Math.min(start + stretch, order.length)), lengths);
            System.arraycopy(sorted, 0, order, start, sorted.length);
            if (lengths[order[start]] > lengths[order[longest]]) longest = start;
        }
        if (order.length > 0) swap(order, 0, longest);
        return order;
    }

    /// Rows of one length stay in their order.
    private static int[] longestFirst(int[] rows, int[] lengths) {
        return IntStream.of(rows).boxed().sorted(Comparator.comparingInt(row -> -lengths[row])).mapToInt(Integer::intValue).toArray();
    }

    private static void swap(int[] order, int a, int b) {
        int kept = order[a];
        order[a] = order[b];
        order[b] = kept;
    }
}
