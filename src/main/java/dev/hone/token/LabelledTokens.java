package dev.hone.token;

/// A sequence and which of its tokens are learned.
/// @param ids     `[T]`
/// @param learned `[T]`: true where the token is a label; the first one never counts, as nothing predicts it
public record LabelledTokens(int[] ids, boolean[] learned) {
    public LabelledTokens {
        if (ids.length != learned.length) throw new IllegalArgumentException(ids.length + " ids and " + learned.length + " marks");
    }

    public int length() {
        return ids.length;
    }

    /// How many tokens count in the loss.
    public int labels() {
        int count = 0;
        for (int t = 1; t < learned.length; t++) if (learned[t]) count++;
        return count;
    }
}
