package dev.hone.cli.rollout;

import dev.hone.algorithm.rollout.AnswerSampler;
import dev.hone.algorithm.rollout.ConversationSampler;
import dev.hone.algorithm.rollout.EndpointSpeaker;
import dev.hone.algorithm.rollout.EngineSpeaker;
import dev.hone.algorithm.rollout.Judges;
import dev.hone.algorithm.rollout.RolloutSettings;
import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.algorithm.rollout.Sampler;
import dev.hone.algorithm.rollout.ServerSettings;
import dev.hone.algorithm.rollout.Speaker;
import dev.hone.algorithm.rollout.ToolSettings;
import dev.hone.cli.run.TrainedModel;
import dev.hone.curate.ask.AnsweringModel;
import dev.hone.data.DataSettings;
import dev.hone.generate.Generator;
import dev.hone.generate.SamplingSettings;
import dev.hone.model.TokenLearner;
import dev.hone.model.WeightValues;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.Rewards;
import dev.hone.reward.environment.Environments;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.token.ChatTemplate;
import dev.hone.token.LabelledPrompt;
import dev.hone.token.PromptLabeller;
import dev.hone.token.TokenPrompt;
import dev.hone.token.ToolFormat;
import dev.hone.train.Preflight;
import dev.hone.train.TrainingSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/// Answers of the policy itself, sampled with the weights as they are and judged by the rewards of the run file.
final class SamplingSource implements RolloutSource<TokenPrompt> {
    private final RolloutSettings answers;
    private final TrainedModel model;
    private final int each;
    private final BiFunction<Sampler, Judges, Rollouts<TokenPrompt>> made;
    private final long seed;
    private final ToolSettings tools;
    private final ServerSettings server;
    /// Null where no tools can be called.
    private final Environments environments;
    private final RewardRunner rewards;
    private final Judges judges;
    private final PromptRows<TokenPrompt, LabelledPrompt> rows;
    /// Closes what answers, the engine or the connection to a server.
    private Runnable stop = () -> {};

    /// @param each answers to each prompt
    /// @param made what the algorithm makes of a sampler and judges
    SamplingSource(Settings settings, RolloutSettings answers, ServerSettings server, TrainedModel model, int each,
            BiFunction<Sampler, Judges, Rollouts<TokenPrompt>> made) {
        this.answers = answers;
        this.model = model;
        this.each = each;
        this.made = made;
        this.seed = settings.of(TrainingSettings.class).seed();
        this.tools = settings.of(ToolSettings.class);
        this.server = server;
        this.environments = tools.environment() == null ? null : Environments.of(tools.environment());
        if (answers.rewards().isEmpty()) throw new UserError("rewards is missing: what answers are judged by, such as [{name: math}]; the rewards are "
                + String.join(", ", Rewards.names()));
        int most = Math.min(context() - 1, answers.maxPromptLength() == null ? context() - 1 : answers.maxPromptLength());
        this.rows = new PromptRows<>(template -> new PromptLabeller(model.tokenizer(), template, answers.eosToken(), most,
                environments == null ? null : environments::tools)::label,
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
        Speaker speaker = server.isUsed() ? endpoint() : engine(learner);
        return made.apply(environments == null ? new AnswerSampler(speaker, answers.maxCompletionLength()) : conversations(speaker), judges);
    }

    private Sampler conversations(Speaker speaker) {
        ChatTemplate template = model.template().orElseThrow(() -> new UserError("environment is given, and the model has no chat template to show tools by; "
                + "name one with chat_template_path"));
        ToolFormat format = ToolFormat.of(template, model.tokenizer(), ends());
        return new ConversationSampler(speaker, format, environments, new ConversationSampler.Limits(answers.maxCompletionLength(), context(), tools.rounds()), seed);
    }

    private Speaker engine(TokenLearner learner) {
        WeightValues now = WeightValues.learned(model.model(), learner.weights());
        var decoder = new CpuDecoder(model.model(), DType.FLOAT32, now);
        Generator generator = AnsweringModel.generator(decoder, AnsweringModel.limits(decoder, context(), answers.maxBatch()));
        stop = generator::close;
        return new EngineSpeaker(decoder, now, generator, sampling(), AnsweringModel.texts(model.tokenizer()));
    }

    private Speaker endpoint() {
        var speaker = new EndpointSpeaker(server, answers, ends(), seed, model.tokenizer().vocabularySize(), ids -> model.tokenizer().decode(ids, true));
        stop = speaker::close;
        return speaker;
    }

    private int context() {
        return model.model().config().maxPositions();
    }

    private Set<Integer> ends() {
        return model.ends(answers.eosToken());
    }

    private SamplingSettings sampling() {
        return SamplingSettings.DEFAULTS.with(s -> {
            s.doSample = true;
            s.temperature = answers.temperature();
            s.topP = answers.topP();
            s.topK = answers.topK();
            s.minP = answers.minP() == null ? 0 : answers.minP();
            s.repetitionPenalty = answers.repetitionPenalty();
            s.eosTokenId = List.copyOf(ends());
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
        stop.run();
        if (environments != null) environments.close();
        rewards.close();
    }
}
