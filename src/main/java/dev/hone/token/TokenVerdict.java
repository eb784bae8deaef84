package dev.hone.token;

import java.nio.ByteBuffer;

/// An answer and whether it is a good one.
public record TokenVerdict(TokenAnswer answer, boolean good) implements Learnable {
    @Override public int length() {
        return answer.length();
    }

    @Override public int labels() {
        return answer.labels();
    }

    @Override public ByteBuffer bytes() {
        ByteBuffer tokens = answer.bytes();
        return ByteBuffer.allocate(tokens.remaining() + 1).put(tokens).put((byte) (good ? 1 : 0)).flip();
    }
}
