package dev.hone.algorithm.rollout;

import dev.hone.algorithm.rollout.Speaker.Line;
import dev.hone.reward.environment.Environments;
import dev.hone.token.TokenPrompt;
import dev.hone.token.ToolFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Answers that are conversations: the model says something, the tools that it calls are called, it is told their results and goes on, until it
/// calls none. Each conversation has a thread and an environment of its own; their turns are sampled together, and none waits for another.
/// @param format how the model calls tools
/// @param seed   what environments draw chance from, with the number of the prompt's request
public record ConversationSampler(Speaker speaker, ToolFormat format, Environments environments, Limits limits, long seed) implements Sampler {
    /// Whole numbers up to here are read alike by all who read JSON.
    private static final long SEEDS = 1L << 53;

    /// @param longest tokens that an answer may have, results of tools included
    /// @param context tokens that the model reads at most
    /// @param rounds  how often the model may be told results
    public record Limits(int longest, int context, int rounds) {
        /// Tokens that there is still room for.
        int room(int prompt, int answer) {
            return Math.min(longest - answer, context - prompt - answer);
        }
    }

    @Override public void begin() {
        speaker.begin();
    }

    @Override public List<Rollout> answers(List<TokenPrompt> prompts, long first, int each) {
        List<Future<Rollout>> held = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < prompts.size(); i++) {
                TokenPrompt prompt = prompts.get(i);
                long number = first + i;
                List<CompletableFuture<Turn>> turns = speaker.say(new Line(prompt.ids(), each, limits.room(prompt.ids().length, 0), number, 0));
                for (int a = 0; a < each; a++) {
                    int answer = a;
                    held.add(threads.submit(() -> held(prompt, number, answer, turns.get(answer))));
                }
            }
        }
        return Sampler.all(held);
    }

    /// The answers to a prompt meet the same world, so that they can be compared.
    private Rollout held(TokenPrompt prompt, long number, int answer, Future<Turn> first) throws Exception {
        try (var environment = environments.make()) {
            long chance = new SplittableRandom(seed ^ number).nextLong(SEEDS);
            return new Conversation(prompt, speaker, format, environment, limits).held(chance, first, number, answer);
        }
    }

    @Override public void end() {
        speaker.end();
    }
}
