package dev.hone.token;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// An answer that was sampled before, to be learned from as it is.
/// @param prompt    ids
/// @param answer    ids, at least one
/// @param mask      which of these ids the model has said, at least one; the others are results of tools
/// @param rewards   by name of the reward; NaN where one gave none; empty where the advantage is known
/// @param advantage by how much the answer is better than expected; NaN where it follows from the rewards
/// @param logProbs  of the tokens that the model has said under the policy that wrote them; null where they are not known
public record TokenRollout(int[] prompt, int[] answer, boolean[] mask, Map<String, Double> rewards, double advantage, float[] logProbs) implements Learnable {
    public TokenRollout {
        rewards = Collections.unmodifiableMap(new LinkedHashMap<>(rewards));
        if (mask.length != answer.length) throw new IllegalArgumentException(mask.length + " marks for " + answer.length + " tokens");
        if (logProbs != null && logProbs.length != TokenMask.count(mask)) throw new IllegalArgumentException(
                logProbs.length + " log-probabilities for " + TokenMask.count(mask) + " tokens");
    }

    /// Prompt and answer, of which counts what the model has said.
    public LabelledTokens sequence() {
        int[] ids = new TokenAnswer(prompt, answer).sequence().ids();
        boolean[] counts = new boolean[ids.length];
        System.arraycopy(mask, 0, counts, prompt.length, mask.length);
        return new LabelledTokens(ids, counts);
    }

    @Override public int length() {
        return prompt.length + answer.length;
    }

    @Override public int labels() {
        return TokenMask.count(mask);
    }

    @Override public ByteBuffer bytes() {
        int known = logProbs == null ? 0 : logProbs.length;
        ByteBuffer bytes = ByteBuffer.allocate(20 + 4 * (length() + known) + mask.length + 8 * rewards.size())
                .putInt(prompt.length).putInt(answer.length).putInt(known);
        for (int id : prompt) bytes.putInt(id);
        for (int id : answer) bytes.putInt(id);
        for (boolean said : mask) bytes.put((byte) (said ? 1 : 0));
        for (int i = 0; i < known; i++) bytes.putFloat(logProbs[i]);
        rewards.values().forEach(bytes::putDouble);
        return bytes.putDouble(advantage).flip();
    }
}
