package dev.hone.algorithm.grpo;

import static dev.hone.settings.Bounds.check;

import dev.hone.loss.Advantages;
import dev.hone.loss.AdvantageEstimator;
import dev.hone.loss.EntropyController;
import dev.hone.loss.GrpoLoss;
import dev.hone.loss.GrpoLossType;
import dev.hone.loss.RatioLevel;
import dev.hone.loss.RewardAggregation;
import dev.hone.loss.ScaleRewards;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.train.TrainingSettings;

/// How groups of answers are compared and learned from. Names and defaults are those of TRL's `GRPOConfig`.
@Help("Learning from groups")
public record GrpoSettings(
        @Help("answers to each prompt") int numGenerations,
        @Help("answers to each prompt that is evaluated; none for num_generations") Integer numGenerationsEval,
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
        @Help("let the worth of entropy follow the entropy: it rises while that is at most entropy_target, and counts only then") boolean useAdaptiveEntropy,
        @Help("the least that entropy may be worth then") double entropyCoefMin,
        @Help("the most that entropy may be worth then") double entropyCoefMax,
        @Help("by how much the worth changes with a step") double entropyCoefDelta,
        @Help("mean entropy of a token, in nats, up to which the policy is too sure; choose it close to what the first steps log") double entropyTarget,
        @Help("temperature of sapo's gate for good answers") double sapoTemperaturePos,
        @Help("temperature of sapo's gate for bad answers") double sapoTemperatureNeg,
        @Help("power of vespo's weight for good answers") double vespoKPos,
        @Help("decay of vespo's weight for good answers") double vespoLambdaPos,
        @Help("power of vespo's weight for bad answers") double vespoKNeg,
        @Help("decay of vespo's weight for bad answers") double vespoLambdaNeg,
        @Help("weight the distance from the reference by the ratio, which makes its gradient unbiased") boolean useBiasCorrectionKl,
        @Help("leave out bad answers that the policy has moved away from by more nats a token than this; none for none") Double offPolicyMaskThreshold) {

    public static final GrpoSettings DEFAULTS = new GrpoSettings(8, null, null, null, 1, 0, 0.2, null, null,
            GrpoLossType.DAPO, RatioLevel.TOKEN, AdvantageEstimator.GROUP, ScaleRewards.GROUP, RewardAggregation.SUM_THEN_NORMALIZE, false, 0, 1, 0, false, 0, 1, 0.005, 0.2,
            1, 1.05, 2, 3, 3, 2, true, null);

    public GrpoSettings {
        check(numGenerations >= 2, "num_generations", numGenerations, "at least 2, as an answer is measured by the others of its group");
        check(numGenerationsEval == null || numGenerationsEval >= 1, "num_generations_eval", numGenerationsEval, "at least 1");
        check(stepsPerGeneration == null || stepsPerGeneration >= 1, "steps_per_generation", stepsPerGeneration, "at least 1");
        check(numIterations >= 1, "num_iterations", numIterations, "at least 1");
        check(beta >= 0, "beta", beta, "at least 0");
        check(epsilon > 0 && epsilon < 1, "epsilon", epsilon, "more than 0, below 1");
        check(epsilonHigh == null || epsilonHigh > 0, "epsilon_high", epsilonHigh, "more than 0");
        check(delta == null || delta > 1, "delta", delta, "more than 1");
        check(topEntropyQuantile > 0 && topEntropyQuantile <= 1, "top_entropy_quantile", topEntropyQuantile, "more than 0, at most 1");
        check(entropyCoef >= 0, "entropy_coef", entropyCoef, "at least 0");
        check(entropyCoefMin >= 0, "entropy_coef_min", entropyCoefMin, "at least 0");
        check(entropyCoefMax >= entropyCoefMin, "entropy_coef_max", entropyCoefMax, "at least entropy_coef_min, which is " + entropyCoefMin);
        check(!useAdaptiveEntropy || entropyCoef >= entropyCoefMin && entropyCoef <= entropyCoefMax, "entropy_coef", entropyCoef,
                "from entropy_coef_min to entropy_coef_max, " + entropyCoefMin + " to " + entropyCoefMax);
        check(entropyCoefDelta >= 0, "entropy_coef_delta", entropyCoefDelta, "at least 0");
        check(entropyTarget > 0, "entropy_target", entropyTarget, "more than 0");
        check(sapoTemperaturePos > 0, "sapo_temperature_pos", sapoTemperaturePos, "more than 0");
        check(sapoTemperatureNeg > 0, "sapo_temperature_neg", sapoTemperatureNeg, "more than 0");
        check(resampleEqualGroups >= 0, "resample_equal_groups", resampleEqualGroups, "at least 0");
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

    EntropyController entropy() {
        return useAdaptiveEntropy ? EntropyController.adaptive(entropyCoef, entropyTarget, entropyCoefDelta, entropyCoefMin, entropyCoefMax)
                : EntropyController.fixed(entropyCoef);
    }

    /// @param entropyWorth what entropy counts in the step
    GrpoLoss.Settings formula(double entropyWorth) {
        return new GrpoLoss.Settings(lossType, importanceSamplingLevel, epsilon, epsilonHigh == null ? epsilon : epsilonHigh,
                delta == null ? Double.POSITIVE_INFINITY : delta, beta, useBiasCorrectionKl, new GrpoLoss.Sapo(sapoTemperaturePos, sapoTemperatureNeg),
                new GrpoLoss.Vespo(vespoKPos, vespoLambdaPos, vespoKNeg, vespoLambdaNeg),
                offPolicyMaskThreshold == null ? Double.POSITIVE_INFINITY : offPolicyMaskThreshold, entropyWorth);
    }

    Advantages.Settings advantages(double[] weights) {
        return new Advantages.Settings(advantageEstimator, scaleRewards, multiObjectiveAggregation, weights);
    }
}
