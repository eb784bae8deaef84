package dev.hone.generate;

import java.util.concurrent.CompletableFuture;

/// A request that was handed in: wait for its result, or cancel it. Any thread may.
public final class Generation {
    private final Generator generator;
    private final Prompt prompt;

    Generation(Generator generator, Prompt prompt) {
        this.generator = generator;
        this.prompt = prompt;
    }

    /// Never ends exceptionally: a request that failed ends in [Result.Failed].
    public CompletableFuture<Result> future() {
        return prompt.result.copy();
    }

    /// Waits for the result.
    public Result result() {
        return prompt.result.join();
    }

    /// Ends all answers before the next step; what they have is kept. Does nothing when they have ended.
    public void cancel() {
        generator.cancel(prompt, -1);
    }

    /// Ends one of the answers.
    public void cancel(int sample) {
        generator.cancel(prompt, sample);
    }
}
