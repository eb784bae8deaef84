package dev.hone.token;

import dev.hone.token.template.Span;

import java.util.List;

/// A text as tokens, with where in the text each came from.
/// @param ids    token ids
/// @param starts for each token where it starts, in Unicode code points
/// @param ends   for each token where it ends, not included; special tokens that were added are empty
public record Encoding(int[] ids, int[] starts, int[] ends) {
    /// The first token that covers a place in the text; -1 when none does.
    public int tokenAt(int codePoint) {
        for (int i = 0; i < ids.length; i++) if (starts[i] <= codePoint && codePoint < ends[i]) return i;
        return -1;
    }

    /// For each token whether any part of it lies in one of the spans.
    boolean[] isIn(List<Span> spans) {
        boolean[] covered = new boolean[ids.length];
        for (Span span : spans)
            for (int i = 0; i < ids.length; i++) covered[i] |= starts[i] < span.end() && span.start() < ends[i];
        return covered;
    }
}
