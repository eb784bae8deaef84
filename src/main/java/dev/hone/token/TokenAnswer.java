package dev.hone.token;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// An answer after its prompt. All tokens of the answer are labels.
/// @param prompt empty where the whole sequence is judged, or nothing of the prompt is left; then nothing predicts the answer's first token
/// @param answer the tokens after it
public record TokenAnswer(int[] prompt, int[] answer) {
    public int length() {
        return prompt.length + answer.length;
    }

    /// How many tokens count in the loss.
    public int labels() {
        return prompt.length == 0 ? Math.max(0, answer.length - 1) : answer.length;
    }

    /// Prompt and answer as one.
    public LabelledTokens sequence() {
        int[] ids = Arrays.copyOf(prompt, length());
        System.arraycopy(answer, 0, ids, prompt.length, answer.length);
        boolean[] learned = new boolean[ids.length];
        Arrays.fill(learned, prompt.length, ids.length, true);
        return new LabelledTokens(ids, learned);
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(4 * (2 + length())).putInt(prompt.length).putInt(answer.length);
        for (int id : prompt) bytes.putInt(id);
        for (int id : answer) bytes.putInt(id);
        return bytes.flip();
    }
}
