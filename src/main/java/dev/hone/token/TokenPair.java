package dev.hone.token;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A better and a worse answer to one prompt. Their prompts are equal unless a cut took more of one than of the other.
/// @param chosen   the better one
/// @param rejected the worse one
/// @param margin   by how much the chosen one's reward should be higher, as the row says; 0 where it does not. Reward models alone read it
public record TokenPair(TokenAnswer chosen, TokenAnswer rejected, double margin) implements Learnable {
    /// Whether the two are answers to the same tokens, which then need be computed only once.
    public boolean sharesPrompt() {
        return Arrays.equals(chosen.prompt(), rejected.prompt());
    }

    /// Tokens that the two have in common before the first in which they differ, those of the prompt included.
    public int common() {
        int[] one = chosen.sequence().ids(), other = rejected.sequence().ids();
        int differs = Arrays.mismatch(one, other);
        return differs < 0 ? one.length : differs;
    }

    @Override public int length() {
        return chosen.length() + rejected.length();
    }

    @Override public int labels() {
        return chosen.labels() + rejected.labels();
    }

    @Override public ByteBuffer bytes() {
        ByteBuffer one = chosen.bytes();
        ByteBuffer other = rejected.bytes();
        return ByteBuffer.allocate(one.remaining() + other.remaining() + 8).put(one).put(other).putDouble(margin).flip();
    }
}
