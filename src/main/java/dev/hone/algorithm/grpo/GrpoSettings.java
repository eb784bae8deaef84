package dev.hone.algorithm.grpo;

import dev.hone.loss.Advantages;
import dev.hone.loss.AdvantageEstimator;
import dev.hone.loss.GrpoLoss;
import dev.hone.loss.GrpoLossType;
import dev.hone.loss.RatioLevel;
import dev.hone.loss.RewardAggregation;
import dev.hone.loss.ScaleRewards;
import dev.hone.reward.RewardSettings;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.train.TrainingSettings;
import java.util.List;

/// How answers are sampled, judged and learned from. Names and defaults are those of TRL's `GRPOConfig`.
@Help("Reinforcement learning")
public record GrpoSettings(
        @Help("what answers are judged by: a list of {name, weight, deadline, arguments}") List<RewardSettings> rewards,
        @Help("a factor for each reward, before those in rewards; none for theirs") List<Double> rewardWeights,
        @Help("answers to each prompt") int numGenerations,
        @Help("answers to each prompt that is evaluated; none for num_generations") Integer numGenerationsEval,
        @Help("tokens that an answer may have") int maxCompletionLength,
        @Help("tokens that a prompt may have; longer ones are dropped; none for what the model's context leaves") Integer maxPromptLength,
        @Help("divides the logits, in sampling and in learning") double temperature,
        @Help("sample among the likeliest tokens that have this probability together") double topP,
        @Help("sample among so many likeliest tokens; 0 for all") int topK,
        @Help("sample among tokens at least this share as likely as the likeliest; none for all") Double minP,
        @Help("makes what has been said less likely; 1 does not") double repetitionPenalty,
        @Help("micro-batches that are sampled together; none for gradient_accumulation_steps") Integer stepsPerGeneration,
        @Help("the same in answers: a multiple of per_device_train_batch_size; none for what steps_per_generation makes") Integer generationBatchSize,
        @Help("how often what was sampled is learned from") int numIterations,
        @Help("how strongly the policy is held to the reference; 0 needs no reference") double beta,
        @Help("how far a ratio may fall below 1 before it is no longer pushed") double epsilon,
        @Help("how far it may rise above 1; none for epsilon; for cispo the largest ratio itself") Double epsilonHigh,
        @Help("bound of the ratios of bad answers; none for no bound") Double delta,
        @Help("what a token counts, and how ratios are kept in bounds") GrpoLossType lossType,
        @Help("of what the ratio is taken: token, or sequence (GSPO)") RatioLevel importanceSamplingLevel,
        @Help("how an answer's advantage follows from the rewards of its group") AdvantageEstimator advantageEstimator,
        @Help("what advantages are divided by: the deviation in the group, in the batch, or nothing") ScaleRewards scaleRewards,
        @Help("whether several rewards are summed before they are normalised, or after") RewardAggregation multiObjectiveAggregation,
        @Help("learn nothing from answers that were cut off") boolean maskTruncatedCompletions,
        @Help("sample a group again, so often at most, whose answers are all equally good") int resampleEqualGroups,
        @Help("learn only from this share of tokens, those with the highest entropy") double topEntropyQuantile,
        @Help("how much entropy is worth") double entropyCoef,
        @Help("temperature of sapo's gate for good answers") double sapoTemperaturePos,
        @Help("temperature of sapo's gate for bad answers") double sapoTemperatureNeg,
        @Help("power of vespo's weight for good answers") double vespoKPos,
        @Help("decay of vespo's weight for good answers") double vespoLambdaPos,
        @Help("power of vespo's weight for bad answers") double vespoKNeg,
        @Help("decay of vespo's weight for bad answers") double vespoLambdaNeg,
        @Help("weight the distance from the reference by the ratio, which makes its gradient unbiased") boolean useBiasCorrectionKl,
        @Help("leave out bad answers that the policy has moved away from by more nats a token than this; none for none") Double offPolicyMaskThreshold,
        @Help("leave nothing out of an adapter's inputs") boolean disableDropout,
        @Help("a reference other than the model that training begins with: a folder or a hub id") String refModelNameOrPath,
        @Help("learn from recorded answers instead of sampling: a file of rows with prompt_ids, completion_ids, rewards or advantages, maybe old_logps") String replay,
        @Help("compute the prompt of a group, and what its answers begin with, once; changes numbers by rounding only") boolean sharePrompt,
        @Help("most tokens that are learned from at once, or as many as the longest answer has with its prompt: less needs less memory") int maxTokensPerPass,
        @Help("answers that are sampled at the same time") int maxBatch,
        @Help("the token that ends an answer; none for the tokenizer's") String eosToken,
        @Help("a chat template in place of the model's: a .jinja file, or a folder with one") String chatTemplatePath,
        @Help("weight of the balance loss of a mixture of experts, where its config.json has output_router_logits") double routerAuxLossCoef,
        @Help("stop, with a checkpoint, when the run's health raises an alarm") boolean stopOnAlarm) {

    public static final GrpoSettings DEFAULTS = new GrpoSettings(List.of(), null, 8, null, 512, null, 1, 1, 0, null, 1, null, null, 1, 0, 0.2, null, null,
            GrpoLossType.DAPO, RatioLevel.TOKEN, AdvantageEstimator.GROUP, ScaleRewards.GROUP, RewardAggregation.SUM_THEN_NORMALIZE, false, 0, 1, 0,
            1, 1.05, 2, 3, 3, 2, true, null, false, null, null, true, 1024, 64, null, null, 0.001, false);

    public GrpoSettings {
        rewards = List.copyOf(rewards);
        rewardWeights = rewardWeights == null ? null : List.copyOf(rewardWeights);
        if (rewardWeights != null && rewardWeights.size() != rewards.size()) throw new UserError(
                "reward_weights has " + rewardWeights.size() + " numbers for " + rewards.size() + " rewards; expected one for each");
        check(numGenerations >= 2, "num_generations", numGenerations, "at least 2, as an answer is measured by the others of its group");
        check(numGenerationsEval == null || numGenerationsEval >= 1, "num_generations_eval", numGenerationsEval, "at least 1");
        check(maxCompletionLength >= 1, "max_completion_length", maxCompletionLength, "at least 1");
        check(maxPromptLength == null || maxPromptLength >= 1, "max_prompt_length", maxPromptLength, "at least 1");
        check(temperature > 0, "temperature", temperature, "more than 0");
        check(topP > 0 && topP <= 1, "top_p", topP, "more than 0, at most 1");
        check(topK >= 0, "top_k", topK, "at least 0");
        check(stepsPerGeneration == null || stepsPerGeneration >= 1, "steps_per_generation", stepsPerGeneration, "at least 1");
        check(numIterations >= 1, "num_iterations", numIterations, "at least 1");
        check(beta >= 0, "beta", beta, "at least 0");
        check(epsilon > 0 && epsilon < 1, "epsilon", epsilon, "more than 0, below 1");
        check(epsilonHigh == null || epsilonHigh > 0, "epsilon_high", epsilonHigh, "more than 0");
        check(delta == null || delta > 1, "delta", delta, "more than 1");
        check(topEntropyQuantile > 0 && topEntropyQuantile <= 1, "top_entropy_quantile", topEntropyQuantile, "more than 0, at most 1");
        check(entropyCoef >= 0, "entropy_coef", entropyCoef, "at least 0");
        check(sapoTemperaturePos > 0, "sapo_temperature_pos", sapoTemperaturePos, "more than 0");
        check(sapoTemperatureNeg > 0, "sapo_temperature_neg", sapoTemperatureNeg, "more than 0");
        check(resampleEqualGroups >= 0, "resample_equal_groups", resampleEqualGroups, "at least 0");
        check(maxTokensPerPass >= 1, "max_tokens_per_pass", maxTokensPerPass, "at least 1");
        check(maxBatch >= 1, "max_batch", maxBatch, "at least 1");
    }

    private static void check(boolean good, String name, Number got, String allowed) {
        if (!good) throw new UserError(name + " is " + got + "; expected " + allowed);
    }

    /// Micro-batches that are sampled together.
    public int slices(TrainingSettings training) {
        int size = training.perDeviceTrainBatchSize();
        if (generationBatchSize == null) return stepsPerGeneration == null ? training.gradientAccumulationSteps() : stepsPerGeneration;
        int slices = generationBatchSize / size;
        if (slices * size != generationBatchSize || slices == 0 || stepsPerGeneration != null && stepsPerGeneration != slices) throw new UserError(
                "generation_batch_size is " + generationBatchSize + ", and per_device_train_batch_size " + size + (stepsPerGeneration == null
                ? "; expected a multiple of it" : " times steps_per_generation " + stepsPerGeneration + " is " + size * stepsPerGeneration + "; give one of the two"));
        return slices;
    }

    GrpoLoss.Settings formula() {
        return new GrpoLoss.Settings(lossType, importanceSamplingLevel, epsilon, epsilonHigh == null ? epsilon : epsilonHigh,
                delta == null ? Double.POSITIVE_INFINITY : delta, beta, useBiasCorrectionKl, new GrpoLoss.Sapo(sapoTemperaturePos, sapoTemperatureNeg),
                new GrpoLoss.Vespo(vespoKPos, vespoLambdaPos, vespoKNeg, vespoLambdaNeg),
                offPolicyMaskThreshold == null ? Double.POSITIVE_INFINITY : offPolicyMaskThreshold, entropyCoef);
    }

    Advantages.Settings advantages(double[] weights) {
        return new Advantages.Settings(advantageEstimator, scaleRewards, multiObjectiveAggregation, weights);
    }

    /// Whether the distribution that is sampled from is the policy's own at this temperature.
    boolean samplesPlainly() {
        return topP == 1 && topK == 0 && (minP == null || minP == 0) && repetitionPenalty == 1;
    }

    /// Whether an answer as good as its group's others teaches nothing.
    boolean learnsFromAdvantagesAlone() {
        return beta == 0 && entropyCoef == 0;
    }
}
