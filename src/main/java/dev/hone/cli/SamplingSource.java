package dev.hone.cli;

import dev.hone.algorithm.grpo.GrpoSettings;
import dev.hone.algorithm.grpo.Rollouts;
import dev.hone.algorithm.grpo.SampledRollouts;
import dev.hone.data.DataSettings;
import dev.hone.generate.Generator;
import dev.hone.generate.SamplingSettings;
import dev.hone.model.TokenLearner;
import dev.hone.model.WeightValues;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.Rewards;
import dev.hone.reward.WeightedReward;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.token.LabelledPrompt;
import dev.hone.token.PromptLabeller;
import dev.hone.token.TokenPrompt;
import dev.hone.train.Preflight;
import dev.hone.train.TrainingSettings;
import java.util.List;
import java.util.Map;

/// Answers of the policy itself, sampled with the weights as they are and judged by the rewards of the run file.
final class SamplingSource implements RolloutSource<TokenPrompt> {
    private final GrpoSettings grpo;
    private final TrainedModel model;
    private final long seed;
    private final RewardRunner rewards;
    private final double[] weights;
    private final PromptRows<TokenPrompt, LabelledPrompt> rows;
    private Generator generator;
    private SampledRollouts rollouts;

    SamplingSource(Settings settings, TrainedModel model) {
        this.grpo = settings.of(GrpoSettings.class);
        this.model = model;
        this.seed = settings.of(TrainingSettings.class).seed();
        if (grpo.rewards().isEmpty()) throw new UserError("rewards is missing: what answers are judged by, such as [{name: math}]; the rewards are "
                + String.join(", ", Rewards.names()));
        requireGroups(settings.of(TrainingSettings.class));
        int context = model.model().config().maxPositions();
        int most = Math.min(context - 1, grpo.maxPromptLength() == null ? context - 1 : grpo.maxPromptLength());
        this.rows = new PromptRows<>(template -> new PromptLabeller(model.tokenizer(), template, grpo.eosToken(), most)::label,
                TokenPrompt::sequence, settings.of(DataSettings.class).onBadRow(), Preflight.ofPrompts(model.tokenizer()));
        List<WeightedReward> judges = grpo.rewards().stream().map(Rewards::of).toList();
        this.rewards = new RewardRunner(judges);
        this.weights = grpo.rewardWeights() == null ? judges.stream().mapToDouble(WeightedReward::weight).toArray()
                : grpo.rewardWeights().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void requireGroups(TrainingSettings training) {
        int slices = grpo.slices(training);
        int answers = slices * training.perDeviceTrainBatchSize();
        if (answers % grpo.numGenerations() != 0) throw new UserError("num_generations is " + grpo.numGenerations() + ", and a generation has "
                + training.perDeviceTrainBatchSize() + " (per_device_train_batch_size) × " + slices + " (steps_per_generation) = " + answers
                + " answers, which are no whole groups; make one a multiple of the other");
    }

    @Override public PromptRows<TokenPrompt, LabelledPrompt> rows() {
        return rows;
    }

    @Override public int perGeneration(int answers) {
        return answers / grpo.numGenerations();
    }

    @Override public int length(TokenPrompt row) {
        return (grpo.sharePrompt() ? 1 : grpo.numGenerations()) * row.length() + grpo.numGenerations() * grpo.maxCompletionLength();
    }

    @Override public Rollouts<TokenPrompt> rollouts(TokenLearner learner) {
        WeightValues now = WeightValues.learned(model.model(), learner.weights());
        var decoder = new CpuDecoder(model.model(), DType.FLOAT32, now);
        generator = OpenModel.generator(decoder, OpenModel.limits(decoder, model.model().config().maxPositions(), grpo.maxBatch()));
        rollouts = new SampledRollouts(grpo, new SampledRollouts.Sampler(generator, () -> decoder.update(now), decoder::rest, answers(), OpenModel.texts(model.tokenizer())),
                rewards, weights, seed);
        return rollouts;
    }

    private SamplingSettings answers() {
        return SamplingSettings.DEFAULTS.with(s -> {
            s.doSample = true;
            s.temperature = grpo.temperature();
            s.topP = grpo.topP();
            s.topK = grpo.topK();
            s.minP = grpo.minP() == null ? 0 : grpo.minP();
            s.repetitionPenalty = grpo.repetitionPenalty();
            s.maxNewTokens = grpo.maxCompletionLength();
            s.eosTokenId = List.copyOf(model.ends(grpo.eosToken()));
        });
    }

    @Override public Map<String, String> failures() {
        return rollouts.failures();
    }

    @Override public String unplanned() {
        return ", sampling not counted";
    }

    @Override public void close() {
        if (generator != null) generator.close();
        rewards.close();
    }
}
