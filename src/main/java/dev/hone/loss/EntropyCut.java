package dev.hone.loss;

import java.util.Arrays;

/// Which tokens are learned from when only those are at which the policy was least sure, where an answer takes one way or another.
/// Source: Wang et al. 2025, arXiv:2506.01939.
/// @param floor  entropy, in nats, from which a token is learned from
/// @param tokens of the micro-batch that reach it
public record EntropyCut(float floor, int tokens) {
    /// All are learned from.
    public static EntropyCut none(int tokens) {
        return new EntropyCut(Float.NEGATIVE_INFINITY, tokens);
    }

    /// The floor is the quantile `1 - top` of the entropies, linear between neighbours; in float32, as ties with it count.
    /// @param entropies of all tokens of a micro-batch
    /// @param top       share of tokens to learn from, above 0 to 1
    public static EntropyCut of(float[] entropies, double top) {
        if (top >= 1 || entropies.length == 0) return none(entropies.length);
        float[] ascending = entropies.clone();
        Arrays.sort(ascending);
        float rank = (float) (1 - top) * (ascending.length - 1);
        int below = (int) rank, above = Math.min(below + 1, ascending.length - 1);
        float floor = ascending[below] + (rank - below) * (ascending[above] - ascending[below]);
        int tokens = 0;
        for (float entropy : entropies) if (entropy >= floor) tokens++;
        return new EntropyCut(floor, tokens);
    }

    /// Of those that are kept.
    double sum(float[] entropies) {
        double sum = 0;
        for (float entropy : entropies) if (keeps(entropy)) sum += entropy;
        return sum;
    }

    boolean keeps(float entropy) {
        return entropy >= floor;
    }
}
