package dev.hone.token;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// An answer that was sampled before, to be learned from as it is.
/// @param prompt    ids
/// @param answer    ids, at least one
/// @param rewards   by name of the reward; NaN where one gave none; empty where the advantage is known
/// @param advantage by how much the answer is better than expected; NaN where it follows from the rewards
/// @param logProbs  of the answer's tokens under the policy that wrote them; null where they are not known
public record TokenRollout(int[] prompt, int[] answer, Map<String, Double> rewards, double advantage, float[] logProbs) implements Learnable {
    public TokenRollout {
        rewards = Collections.unmodifiableMap(new LinkedHashMap<>(rewards));
        if (logProbs != null && logProbs.length != answer.length) throw new IllegalArgumentException(
                logProbs.length + " log-probabilities for " + answer.length + " tokens");
    }

    /// Prompt and answer, which is what counts.
    public LabelledTokens sequence() {
        return new TokenAnswer(prompt, answer).sequence();
    }

    @Override public int length() {
        return prompt.length + answer.length;
    }

    @Override public int labels() {
        return answer.length;
    }

    @Override public ByteBuffer bytes() {
        int known = logProbs == null ? 0 : logProbs.length;
        ByteBuffer bytes = ByteBuffer.allocate(20 + 4 * (length() + known) + 8 * rewards.size()).putInt(prompt.length).putInt(answer.length).putInt(known);
        for (int id : prompt) bytes.putInt(id);
        for (int id : answer) bytes.putInt(id);
        for (int i = 0; i < known; i++) bytes.putFloat(logProbs[i]);
        rewards.values().forEach(bytes::putDouble);
        return bytes.putDouble(advantage).flip();
    }
}
