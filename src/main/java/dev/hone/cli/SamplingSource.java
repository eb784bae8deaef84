package dev.hone.cli;

import dev.hone.algorithm.rollout.EngineSampler;
import dev.hone.algorithm.rollout.Judges;
import dev.hone.algorithm.rollout.RolloutSettings;
import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.algorithm.rollout.Sampler;
import dev.hone.curate.ask.AnsweringModel;
import dev.hone.data.DataSettings;
import dev.hone.generate.Generator;
import dev.hone.generate.SamplingSettings;
import dev.hone.model.TokenLearner;
import dev.hone.model.WeightValues;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.Rewards;
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
import java.util.function.BiFunction;

/// Answers of the policy itself, sampled with the weights as they are and judged by the rewards of the run file.
final class SamplingSource implements RolloutSource<TokenPrompt> {
    private final RolloutSettings answers;
    private final TrainedModel model;
    private final int each;
    private final BiFunction<Sampler, Judges, Rollouts<TokenPrompt>> made;
    private final long seed;
    private final RewardRunner rewards;
    private final Judges judges;
    private final PromptRows<TokenPrompt, LabelledPrompt> rows;
    private Generator generator;

    /// @param each answers to each prompt
    /// @param made what the algorithm makes of a sampler and judges
    SamplingSource(Settings settings, RolloutSettings answers, TrainedModel model, int each, BiFunction<Sampler, Judges, Rollouts<TokenPrompt>> made) {
        this.answers = answers;
        this.model = model;
        this.each = each;
        this.made = made;
        this.seed = settings.of(TrainingSettings.class).seed();
        if (answers.rewards().isEmpty()) throw new UserError("rewards is missing: what answers are judged by, such as [{name: math}]; the rewards are "
                + String.join(", ", Rewards.names()));
        int context = model.model().config().maxPositions();
        int most = Math.min(context - 1, answers.maxPromptLength() == null ? context - 1 : answers.maxPromptLength());
        this.rows = new PromptRows<>(template -> new PromptLabeller(model.tokenizer(), template, answers.eosToken(), most)::label,
                TokenPrompt::sequence, settings.of(DataSettings.class).onBadRow(), Preflight.ofPrompts(model.tokenizer()));
        this.rewards = new RewardRunner(answers.rewards().stream().map(Rewards::of).toList());
        this.judges = new Judges(rewards, answers.weights());
    }

    @Override public PromptRows<TokenPrompt, LabelledPrompt> rows() {
        return rows;
    }

    @Override public int perGeneration(int all) {
        return all / each;
    }

    @Override public int length(TokenPrompt row) {
        return (answers.sharePrompt() ? 1 : each) * row.length() + each * answers.maxCompletionLength();
    }

    @Override public Rollouts<TokenPrompt> rollouts(TokenLearner learner) {
        WeightValues now = WeightValues.learned(model.model(), learner.weights());
        var decoder = new CpuDecoder(model.model(), DType.FLOAT32, now);
        generator = AnsweringModel.generator(decoder, AnsweringModel.limits(decoder, model.model().config().maxPositions(), answers.maxBatch()));
        return made.apply(new EngineSampler(decoder, now, generator, sampling(), AnsweringModel.texts(model.tokenizer())), judges);
    }

    private SamplingSettings sampling() {
        return SamplingSettings.DEFAULTS.with(s -> {
            s.doSample = true;
            s.temperature = answers.temperature();
            s.topP = answers.topP();
            s.topK = answers.topK();
            s.minP = answers.minP() == null ? 0 : answers.minP();
            s.repetitionPenalty = answers.repetitionPenalty();
            s.maxNewTokens = answers.maxCompletionLength();
            s.eosTokenId = List.copyOf(model.ends(answers.eosToken()));
            s.seed = seed;
        });
    }

    @Override public Map<String, String> failures() {
        return judges.failures();
    }

    @Override public String unplanned() {
        return ", sampling not counted";
    }

    @Override public void close() {
        if (generator != null) generator.close();
        rewards.close();
    }
}
