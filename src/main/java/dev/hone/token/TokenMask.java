package dev.hone.token;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Which tokens of an answer the model has said; the others are what tools said to it.
public final class TokenMask {
    private TokenMask() {}

    public static boolean[] all(int tokens) {
        boolean[] all = new boolean[tokens];
        Arrays.fill(all, true);
        return all;
    }

    public static int count(boolean[] mask) {
        int count = 0;
        for (boolean said : mask) if (said) count++;
        return count;
    }

    /// The ids that the model has said.
    public static int[] picked(int[] ids, boolean[] mask) {
        return IntStream.range(0, ids.length).filter(t -> mask[t]).map(t -> ids[t]).toArray();
    }
}
