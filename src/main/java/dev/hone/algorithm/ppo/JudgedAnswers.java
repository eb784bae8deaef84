package dev.hone.algorithm.ppo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.Judges;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.algorithm.rollout.Sampler;
import dev.hone.token.TokenPrompt;
import java.util.List;
import java.util.Map;

/// One answer to each prompt, given by the policy as it is now and judged by the rewards.
/// @param longest tokens that an answer may have
public record JudgedAnswers(Sampler sampler, Judges judges, Scoring scoring, int longest) implements Rollouts<TokenPrompt> {
    @Override public Generation make(long number, List<TokenPrompt> prompts) {
        List<Rollout> rollouts = judged(prompts, number * prompts.size());
        return new Generation(number, rollouts, scoring.named(rollouts));
    }

    @Override public Map<String, Double> evaluate(List<TokenPrompt> prompts) {
        return scoring.named(judged(prompts, Sampler.EVALUATION));
    }

    private List<Rollout> judged(List<TokenPrompt> prompts, long first) {
        sampler.begin();
        List<Rollout> answers = sampler.answers(prompts, first, 1);
        sampler.end();
        return judges.judged(answers);
    }

    @Override public List<Rollout> longest(TokenPrompt prompt) {
        return List.of(Rollout.longest(prompt, longest, 0));
    }
}
