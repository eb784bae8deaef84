package dev.hone.token;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// A sequence and which of its tokens are learned.
/// @param ids     `[T]`
/// @param learned `[T]`: true where the token is a label; the first one never counts, as nothing predicts it
public record LabelledTokens(int[] ids, boolean[] learned) implements Learnable {
    public LabelledTokens {
        if (ids.length != learned.length) throw new IllegalArgumentException(ids.length + " ids and " + learned.length + " marks");
    }

    @Override public int length() {
        return ids.length;
    }

    @Override public int labels() {
        int count = 0;
        for (int t = 1; t < learned.length; t++) if (learned[t]) count++;
        return count;
    }

    @Override public ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 5 * ids.length).putInt(ids.length);
        for (int t = 0; t < ids.length; t++) bytes.putInt(ids[t]).put((byte) (learned[t] ? 1 : 0));
        return bytes.flip();
    }

    /// The tokens from `from` to before `to`.
    public LabelledTokens slice(int from, int to) {
        return from == 0 && to == ids.length ? this : new LabelledTokens(Arrays.copyOfRange(ids, from, to), Arrays.copyOfRange(learned, from, to));
    }

    /// These end to end.
    public static LabelledTokens joined(List<LabelledTokens> parts) {
        int total = parts.stream().mapToInt(LabelledTokens::length).sum();
        int[] ids = new int[total];
        boolean[] learned = new boolean[total];
        int next = 0;
        for (LabelledTokens part : parts) {
            System.arraycopy(part.ids, 0, ids, next, part.length());
            System.arraycopy(part.learned, 0, learned, next, part.length());
            next += part.length();
        }
        return new LabelledTokens(ids, learned);
    }
}
