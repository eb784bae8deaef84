package dev.hone.batch;

import java.util.stream.IntStream;

/// Sequences that go through the model together: one row of ids without padding, and which of them are learned.
/// @param ids      `[N]`
/// @param learned  `[N]`: true where the token is a label. The first token of a sequence never counts
/// @param segments how the row is cut into sequences
public record TokenBatch(int[] ids, boolean[] learned, Segments segments) {
    public TokenBatch {
        if (ids.length != segments.total() || learned.length != ids.length) throw new IllegalArgumentException(
                ids.length + " ids and " + learned.length + " marks for segments of " + segments.total() + " tokens");
    }

    /// Tokens in all, `N`.
    public int tokens() {
        return ids.length;
    }

    /// How many tokens count in the loss.
    public int labels() {
        return labelled().length;
    }

    /// Where the tokens that count in the loss stand in the row.
    public int[] labelled() {
        int[] predictors = segments.predictors();
        return IntStream.range(0, ids.length).filter(t -> learned[t] && predictors[t] != Segments.NONE).toArray();
    }
}
