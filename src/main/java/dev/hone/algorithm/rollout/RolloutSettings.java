package dev.hone.algorithm.rollout;

import static dev.hone.settings.Bounds.check;

import dev.hone.reward.RewardSettings;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.stream.Stream;

/// How answers are sampled, judged and put through the model again. Names and defaults are those of TRL's `GRPOConfig`.
@Help("Answers and their rewards")
public record RolloutSettings(
        @Help("what answers are judged by: a list of {name, weight, deadline, arguments}") List<RewardSettings> rewards,
        @Help("a factor for each reward, before those in rewards; none for theirs") List<Double> rewardWeights,
        @Help("tokens that an answer may have") int maxCompletionLength,
        @Help("tokens that a prompt may have; longer ones are dropped; none for what the model's context leaves") Integer maxPromptLength,
        @Help("divides the logits, in sampling and in learning") double temperature,
        @Help("sample among the likeliest tokens that have this probability together") double topP,
        @Help("sample among so many likeliest tokens; 0 for all") int topK,
        @Help("sample among tokens at least this share as likely as the likeliest; none for all") Double minP,
        @Help("makes what has been said less likely; 1 does not") double repetitionPenalty,
        @Help("answers that are sampled at the same time") int maxBatch,
        @Help("a reference other than the model that training begins with: a folder or a hub id") String refModelNameOrPath,
        @Help("learn from recorded answers instead of sampling: a file of rows with prompt_ids, completion_ids, rewards or advantages, maybe old_logps") String replay,
        @Help("compute the prompt of several answers, and what they begin with, once; changes numbers by rounding only") boolean sharePrompt,
        @Help("most tokens that are learned from at once, or as many as the longest answer has with its prompt: less needs less memory") int maxTokensPerPass,
        @Help("leave nothing out of an adapter's inputs") boolean disableDropout,
        @Help("the token that ends an answer; none for the tokenizer's") String eosToken,
        @Help("a chat template in place of the model's: a .jinja file, or a folder with one") String chatTemplatePath,
        @Help("weight of the balance loss of a mixture of experts, where its config.json has output_router_logits") double routerAuxLossCoef,
        @Help("stop, with a checkpoint, when the run's health raises an alarm") boolean stopOnAlarm) {

    public static final RolloutSettings DEFAULTS = new RolloutSettings(List.of(), null, 512, null, 1, 1, 0, null, 1, 64, null, null, true, 512, false, null, null,
            0.001, false);

    public RolloutSettings {
        rewards = List.copyOf(rewards);
        rewardWeights = rewardWeights == null ? null : List.copyOf(rewardWeights);
        if (rewardWeights != null && rewardWeights.size() != rewards.size()) throw new UserError(
                "reward_weights has " + rewardWeights.size() + " numbers for " + rewards.size() + " rewards; expected one for each");
        check(maxCompletionLength >= 1, "max_completion_length", maxCompletionLength, "at least 1");
        check(maxPromptLength == null || maxPromptLength >= 1, "max_prompt_length", maxPromptLength, "at least 1");
        check(temperature > 0, "temperature", temperature, "more than 0");
        check(topP > 0 && topP <= 1, "top_p", topP, "more than 0, at most 1");
        check(topK >= 0, "top_k", topK, "at least 0");
        check(maxTokensPerPass >= 1, "max_tokens_per_pass", maxTokensPerPass, "at least 1");
        check(maxBatch >= 1, "max_batch", maxBatch, "at least 1");
    }

    /// The same judged by one more reward, whose own weight is 1.
    public RolloutSettings and(RewardSettings reward) {
        List<Double> weights = rewardWeights == null ? null : Stream.concat(rewardWeights.stream(), Stream.of(1.0)).toList();
        return new RolloutSettings(Stream.concat(rewards.stream(), Stream.of(reward)).toList(), weights, maxCompletionLength, maxPromptLength, temperature, topP, topK, minP,
                repetitionPenalty, maxBatch, refModelNameOrPath, replay, sharePrompt, maxTokensPerPass, disableDropout, eosToken, chatTemplatePath,
                routerAuxLossCoef, stopOnAlarm);
    }

    /// The weights of the rewards, in their order; null where the run names none, so that recorded ones count alike.
    public double[] weights() {
        if (rewards.isEmpty()) return null;
        return rewardWeights == null ? rewards.stream().mapToDouble(RewardSettings::weight).toArray() : rewardWeights.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
