package dev.hone.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A prompt that a model is to answer, with what its answers are judged by.
/// @param ids     as the model reads it, at least one
/// @param prompt  as its row has it: a text or a list of messages
/// @param columns the other columns of the row, such as the right `answer`
public record TokenPrompt(int[] ids, JsonNode prompt, ObjectNode columns) implements Learnable {
    /// The prompt, of which nothing is learned.
    public LabelledTokens sequence() {
        return new LabelledTokens(ids, new boolean[ids.length]);
    }

    @Override public int length() {
        return ids.length;
    }

    @Override public int labels() {
        return 0;
    }

    @Override public ByteBuffer bytes() {
        byte[] judged = columns.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * ids.length + judged.length).putInt(ids.length);
        for (int id : ids) bytes.putInt(id);
        return bytes.putInt(judged.length).put(judged).flip();
    }
}
