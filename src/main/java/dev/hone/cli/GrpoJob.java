package dev.hone.cli;

import dev.hone.algorithm.grpo.Grpo;
import dev.hone.algorithm.grpo.GrpoHealth;
import dev.hone.algorithm.grpo.GrpoSettings;
import dev.hone.algorithm.grpo.GroupRollouts;
import dev.hone.algorithm.grpo.RecordedRollouts;
import dev.hone.algorithm.rollout.Policy;
import dev.hone.algorithm.rollout.RolloutFile;
import dev.hone.algorithm.rollout.RolloutSettings;
import dev.hone.algorithm.rollout.RolloutState;
import dev.hone.algorithm.rollout.ServerSettings;
import dev.hone.batch.DataOrder;
import dev.hone.batch.PromptOrder;
import dev.hone.batch.SamplingStrategy;
import dev.hone.data.DataSettings;
import dev.hone.hub.Hub;
import dev.hone.loss.GrpoLossType;
import dev.hone.model.Head;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.model.Predictor;
import dev.hone.model.TokenLearner;
import dev.hone.report.Fact;
import dev.hone.report.Rollouts;
import dev.hone.report.Section;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.token.Learnable;
import dev.hone.train.Algorithm;
import dev.hone.train.Learners;
import dev.hone.train.TrainingSettings;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Reinforcement learning from groups of answers as a [Job], whatever the answers come from.
/// @param <E> what answers are made of: prompts, recorded answers
final class GrpoJob<E extends Learnable> implements Job<E, E, TokenLearner> {
    /// Generations that the report tells of.
    private static final int SHOWN = 6;

    private final Settings settings;
    private final GrpoSettings grpo;
    private final RolloutSettings answers;
    private final TrainingSettings training;
    private final TrainedModel model;
    private final ReferenceModel reference;
    private final RolloutSource<E> source;

    private GrpoJob(Settings settings, TrainedModel model, ReferenceModel reference, RolloutSource<E> source) {
        this.settings = settings;
        this.grpo = settings.of(GrpoSettings.class);
        this.answers = settings.of(RolloutSettings.class);
        this.training = settings.of(TrainingSettings.class);
        this.model = model;
        this.reference = reference;
        this.source = source;
    }

    /// Opens the model and what its answers are judged by, or the answers of another run.
    static GrpoJob<?> open(Settings settings, Hub hub) {
        GrpoSettings grpo = settings.of(GrpoSettings.class);
        RolloutSettings answers = settings.of(RolloutSettings.class);
        TrainingSettings training = settings.of(TrainingSettings.class);
        if (answers.replay() == null) requireGroups(grpo, training);
        requireTokenRatios(grpo, settings.of(ServerSettings.class));
        TrainedModel model = TrainedModel.open(settings.of(ModelSettings.class), settings.of(LoraSettings.class),
                new TrainedModel.Texts(answers.chatTemplatePath(), answers.eosToken()), Head.TOKENS, hub, training.seed());
        try {
            var reference = new ReferenceModel(model, answers.refModelNameOrPath(), hub);
            if (answers.replay() != null) return new GrpoJob<>(settings, model, reference,
                    new ReplaySource(settings, model, new RecordedRollouts(grpo, answers.recordedWeights(), model.ends(answers.eosToken()))));
            return new GrpoJob<>(settings, model, reference, new SamplingSource(settings, model, grpo.numGenerations(),
                    (sampler, judges) -> new GroupRollouts(grpo, sampler, judges, answers.maxCompletionLength(), training.seed())));
        } catch (UserError mistake) {
            model.close();
            throw mistake;
        }
    }

    private static void requireGroups(GrpoSettings grpo, TrainingSettings training) {
        int slices = grpo.slices(training);
        int answers = slices * training.perDeviceTrainBatchSize();
        if (answers % grpo.numGenerations() != 0) throw new UserError("num_generations is " + grpo.numGenerations() + ", and a generation has "
                + training.perDeviceTrainBatchSize() + " (per_device_train_batch_size) × " + slices + " (steps_per_generation) = " + answers
                + " answers, which are no whole groups; make one a multiple of the other");
    }

    /// As in TRL: vespo multiplies the ratios of an answer's tokens itself.
    private static void requireTokenRatios(GrpoSettings grpo, ServerSettings server) {
        if (grpo.lossType() == GrpoLossType.VESPO && server.correction() != null && server.correction().mode().ofSequences()) throw new UserError(
                "loss_type is vespo, which takes ratios of tokens; set vllm_importance_sampling_mode to token_truncate or token_mask");
    }

    @Override public String title() {
        return "Reinforcement learning of";
    }

    @Override public TrainedModel model() {
        return model;
    }

    @Override public JobRows<E, E> rows() {
        return source.rows();
    }

    @Override public DataSettings data(DataSettings given) {
        return answers.replay() == null ? given.inOrder() : given.of(answers.replay());
    }

    @Override public DataOrder order(TrainingSettings training, int[] lengths) {
        int slices = grpo.slices(training);
        var shape = new PromptOrder.Shape(source.perGeneration(slices * training.perDeviceTrainBatchSize()), slices, grpo.numIterations(),
                training.gradientAccumulationSteps());
        return new PromptOrder(lengths.length, shape, training.dataSeed() == null ? training.seed() : training.dataSeed(), isShuffled(training));
    }

    /// As in TRL, `shuffle_dataset` means the order of the epochs here.
    private boolean isShuffled(TrainingSettings training) {
        if (answers.replay() != null || training.trainSamplingStrategy() == SamplingStrategy.SEQUENTIAL) return false;
        return !settings.isGiven("shuffle_dataset") || settings.of(DataSettings.class).shuffleDataset();
    }

    @Override public String unplanned() {
        return source.unplanned();
    }

    @Override public int length(E example) {
        return source.length(example);
    }

    @Override public TokenLearner learner() {
        return Learners.of(model.model(), training.seed(), training.gradientCheckpointing(), model.balanceWeight(answers.routerAuxLossCoef()));
    }

    @Override public Algorithm<E> algorithm(TokenLearner learner, Parts<E> parts) {
        var file = new RolloutFile(ids -> model.tokenizer().decode(ids, false));
        Path kept = parts.folder().resolve(RecordedAnswer.FOLDER);
        var state = new RolloutState(parts.state(), file, generation -> file.write(kept.resolve(String.format(Locale.ROOT, "%06d.jsonl", generation.number())), generation));
        Predictor held = grpo.beta() == 0 ? null : reference.beside(learner);
        var rollouts = source.rollouts(learner);
        return new Grpo<>(new Policy(learner, held, answers, settings.of(ServerSettings.class)), rollouts, (PromptOrder) parts.order(), parts.update(), state, grpo, parts.evaluation(),
                new GrpoHealth(parts.alarm(), source::failures));
    }

    @Override public List<Fact> headlines(List<Map<String, Double>> metrics) {
        return List.of(Fact.ofMetric("reward", "reward", metrics), Fact.ofMetric("tokens of an answer", "completions/mean_length", metrics),
                Fact.ofMetric("entropy", "entropy", metrics));
    }

    /// The best and the worst answer to a prompt, in generations from the first to the last.
    @Override public List<Section> sections(Path folder) {
        List<Path> files = RecordedAnswer.files(folder);
        List<Rollouts.Pair> pairs = IntStream.range(0, Math.min(SHOWN, files.size()))
                .map(i -> files.size() <= SHOWN ? i : i * (files.size() - 1) / (SHOWN - 1)).mapToObj(i -> pair(i, RecordedAnswer.read(files.get(i)))).toList();
        return pairs.isEmpty() ? List.of() : List.of(new Rollouts(pairs));
    }

    /// Of the group whose best answer is furthest ahead.
    private static Rollouts.Pair pair(int generation, List<RecordedAnswer> recorded) {
        RecordedAnswer best = recorded.stream().max(Comparator.comparingDouble(RecordedAnswer::advantage)).orElseThrow();
        RecordedAnswer worst = recorded.stream().filter(answer -> answer.prompt().equals(best.prompt())).min(Comparator.comparingDouble(RecordedAnswer::advantage)).orElseThrow();
        return new Rollouts.Pair("Generation " + generation, best.prompt(), said(best), said(worst));
    }

    private static Rollouts.Said said(RecordedAnswer answer) {
        return new Rollouts.Said(answer.completion(), answer.judged());
    }

    @Override public boolean stopsAtAlarms() {
        return answers.stopOnAlarm();
    }

    @Override public boolean answers() {
        return true;
    }

    @Override public void close() {
        try (model; reference; source) {
            // Closed in the other order.
        }
    }
}
