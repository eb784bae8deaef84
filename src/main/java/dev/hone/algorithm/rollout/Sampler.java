package dev.hone.algorithm.rollout;

import dev.hone.token.TokenPrompt;
import java.util.List;

/// Has the policy answer prompts. Between [#begin] and [#end] it answers as the weights were at the beginning, and what it says depends on
/// them and on the numbers of the requests alone.
public interface Sampler {
    /// Numbers of requests that no generation has: those of the evaluation begin here.
    long EVALUATION = 1L << 62;

    /// Takes the weights as they are now.
    void begin();

    /// Answers that nobody has judged yet, those to one prompt one after another.
    /// @param first number of the first prompt's request
    /// @param each  answers to each prompt
    List<Rollout> answers(List<TokenPrompt> prompts, long first, int each);

    /// Gives memory back until the next beginning.
    void end();
}
