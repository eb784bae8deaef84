package dev.hone.algorithm.rollout;

import dev.hone.reward.Episode;
import dev.hone.token.TokenMask;
import dev.hone.token.TokenPrompt;
import dev.hone.token.TokenRollout;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/// An answer that the policy has given, how good it is, and how likely it was. Where tools were called, it is the whole conversation after the
/// prompt; then some tokens are results of tools, which count for nothing that is asked of the policy.
/// @param prompt    ids; answers to one prompt share the array's content
/// @param asked     the row that it is from; null for a recorded answer
/// @param answer    ids, the token that ended it included
/// @param mask      which of these ids the policy has said, at least one; the others are results of tools
/// @param text      what they say, after calls of tools what was said last; "" where they were not decoded
/// @param episode   the conversation that they are; null where no tools could be called
/// @param ended     whether it came to an end by itself, rather than at `max_completion_length`
/// @param rewards   by name; NaN where a reward gave none
/// @param advantage by how much it is better than expected
/// @param sampled   log-probability of each token that the policy has said, as the sampler saw it; null where that is not the policy's own
/// @param old       the same under the policy that wrote it, as the learner sees it; null where that is the policy that learns
/// @param reference the same under the reference; null without one
public record Rollout(int[] prompt, TokenPrompt asked, int[] answer, boolean[] mask, String text, Episode episode, boolean ended, Map<String, Double> rewards,
        double advantage, float[] sampled, float[] old, float[] reference) {
    public Rollout {
        if (mask.length != answer.length) throw new IllegalArgumentException(mask.length + " marks for " + answer.length + " tokens");
    }

    /// What was answered, before anybody has judged it.
    /// @param sampled see [Rollout]
    public static Rollout unjudged(TokenPrompt asked, int[] answer, String text, boolean ended, float[] sampled) {
        return new Rollout(asked.ids(), asked, answer, TokenMask.all(answer.length), text, null, ended, Map.of(), Double.NaN, sampled, null, null);
    }

    /// An answer that another run has recorded.
    /// @param ends tokens that end an answer
    public static Rollout recorded(TokenRollout row, Set<Integer> ends) {
        int[] answer = row.answer();
        return new Rollout(row.prompt(), null, answer, row.mask(), "", null, ends.contains(answer[answer.length - 1]), row.rewards(), row.advantage(), null,
                row.logProbs(), null);
    }

    /// An answer that ends nowhere, as long as any may become, to measure what learning from it takes.
    /// @param token that it repeats
    public static Rollout longest(TokenPrompt asked, int length, int token) {
        int[] answer = new int[length];
        Arrays.fill(answer, token);
        return unjudged(asked, answer, "", false, null);
    }

    public Rollout withRewards(Map<String, Double> rewards) {
        return new Rollout(prompt, asked, answer, mask, text, episode, ended, rewards, advantage, sampled, old, reference);
    }

    public Rollout withAdvantage(double advantage) {
        return new Rollout(prompt, asked, answer, mask, text, episode, ended, rewards, advantage, sampled, old, reference);
    }

    public Rollout withOld(float[] old) {
        return new Rollout(prompt, asked, answer, mask, text, episode, ended, rewards, advantage, sampled, old, reference);
    }

    public Rollout withReference(float[] reference) {
        return new Rollout(prompt, asked, answer, mask, text, episode, ended, rewards, advantage, sampled, old, reference);
    }

    /// Whether any reward could judge it.
    public boolean isJudged() {
        return rewards.values().stream().anyMatch(reward -> !Double.isNaN(reward));
    }

    /// Of the prompt and the answer, results of tools included.
    public int tokens() {
        return prompt.length + answer.length;
    }

    /// How many tokens the policy has said.
    public int said() {
        return TokenMask.count(mask);
    }

    /// The tokens that the policy has said.
    public int[] saidIds() {
        return TokenMask.picked(answer, mask);
    }
}
