package dev.hone.reward;

import java.util.List;

/// Says how good answers are. A class of this one method is all that a reward of your own needs.
/// Its weight, its name and how long it may take are given outside ([RewardSettings]).
@FunctionalInterface
public interface Reward extends AutoCloseable {
    /// Judges answers, possibly to different prompts.
    /// Called by one thread at a time, which is interrupted when the deadline has passed.
    /// @return a number for each answer, in order: larger is better; NaN for an answer that cannot be judged, which then
    ///         counts neither for nor against it
    /// @throws Exception for whatever went wrong; [RewardRunner] records it and judges the answers one by one
    double[] score(List<RewardRequest> answers) throws Exception;

    /// Lets go of what the reward holds, such as a program that it started.
    @Override
    default void close() {}

    /// A reward that looks at one answer at a time.
    static Reward each(OfOne reward) {
        return answers -> {
            double[] scores = new double[answers.size()];
            for (int i = 0; i < scores.length; i++) scores[i] = reward.score(answers.get(i));
            return scores;
        };
    }

    /// Judges a single answer.
    @FunctionalInterface
    interface OfOne {
        double score(RewardRequest answer) throws Exception;
    }
}
