package dev.hone.token;

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
}
