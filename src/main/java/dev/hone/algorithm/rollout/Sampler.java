package dev.hone.algorithm.rollout;

import dev.hone.settings.UserError;
import dev.hone.token.TokenPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

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

    /// What is still in the making, in order.
    /// @throws UserError when this thread is interrupted
    static <T> List<T> all(List<? extends Future<T>> made) {
        List<T> all = new ArrayList<>();
        try {
            for (Future<T> each : made) all.add(each.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while answers were sampled", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) throw fault;
            throw new IllegalStateException(e.getCause());
        }
        return all;
    }
}
