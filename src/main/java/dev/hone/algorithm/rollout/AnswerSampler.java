package dev.hone.algorithm.rollout;

import dev.hone.algorithm.rollout.Speaker.Line;
import dev.hone.token.TokenPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Answers that are one turn each.
/// @param longest tokens that an answer may have
public record AnswerSampler(Speaker speaker, int longest) implements Sampler {
    @Override public void begin() {
        speaker.begin();
    }

    @Override public List<Rollout> answers(List<TokenPrompt> prompts, long first, int each) {
        List<CompletableFuture<Rollout>> answers = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            TokenPrompt prompt = prompts.get(i);
            for (CompletableFuture<Turn> turn : speaker.say(new Line(prompt.ids(), each, longest, first + i, 0)))
                answers.add(turn.thenApply(said -> Rollout.unjudged(prompt, said.ids(), said.text(), said.ended(), said.sampled())));
        }
        return Sampler.all(answers);
    }

    @Override public void end() {
        speaker.end();
    }
}
