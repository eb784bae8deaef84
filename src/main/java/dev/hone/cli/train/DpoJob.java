package dev.hone.cli.train;

import dev.hone.algorithm.dpo.CpoSettings;
import dev.hone.algorithm.dpo.Dpo;
import dev.hone.algorithm.dpo.DpoHealth;
import dev.hone.algorithm.dpo.DpoSettings;
import dev.hone.algorithm.dpo.FollowingReference;
import dev.hone.algorithm.dpo.HealthSettings;
import dev.hone.algorithm.dpo.KnownReference;
import dev.hone.algorithm.dpo.KtoSettings;
import dev.hone.algorithm.dpo.PreferenceLoss;
import dev.hone.algorithm.dpo.Reference;
import dev.hone.algorithm.dpo.ReferenceAnswers;
import dev.hone.cli.run.Job;
import dev.hone.cli.run.JobRows;
import dev.hone.cli.run.ReferenceModel;
import dev.hone.cli.run.TrainedModel;
import dev.hone.data.DataSettings;
import dev.hone.hub.Hub;
import dev.hone.model.Head;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.model.TokenLearner;
import dev.hone.report.Fact;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.token.Learnable;
import dev.hone.token.TokenPair;
import dev.hone.token.TokenVerdict;
import dev.hone.train.Algorithm;
import dev.hone.train.Learners;
import dev.hone.train.TrainingSettings;
import dev.hone.train.TrainingState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// Preference learning as a [Job].
/// @param <E> pairs of answers, or answers with a verdict
final class DpoJob<E extends Learnable> implements Job<E, E, TokenLearner> {
    private final Settings settings;
    private final DpoSettings dpo;
    private final TrainingSettings training;
    private final TrainedModel model;
    private final ReferenceModel reference;
    private final PreferenceLoss loss;
    private final JobRows<E, E> rows;
    private DpoHealth health;

    private DpoJob(Settings settings, Hub hub, Function<TrainedModel, JobRows<E, E>> rows) {
        this.settings = settings;
        this.dpo = settings.of(DpoSettings.class);
        this.training = settings.of(TrainingSettings.class);
        this.loss = PreferenceLoss.of(dpo, settings.of(KtoSettings.class), settings.of(CpoSettings.class));
        this.model = TrainedModel.open(settings.of(ModelSettings.class), settings.of(LoraSettings.class),
                new TrainedModel.Texts(dpo.chatTemplatePath(), dpo.eosToken()), Head.TOKENS, hub, training.seed());
        try {
            if (dpo.syncRefModel() && model.isAdapter()) throw new UserError("sync_ref_model is true, and what is trained is an adapter, which the reference "
                    + "has not: the model below it stays as it is. Train all weights, or leave sync_ref_model out");
            this.reference = new ReferenceModel(model, dpo.refModelNameOrPath(), hub);
        } catch (UserError mistake) {
            model.close();
            throw mistake;
        }
        this.rows = rows.apply(model);
    }

    /// For losses over pairs.
    static DpoJob<TokenPair> ofPairs(Settings settings, Hub hub) {
        DpoSettings dpo = settings.of(DpoSettings.class);
        return new DpoJob<>(settings, hub, model -> JudgedRows.ofPairs(model.tokenizer(), dpo, settings.of(DataSettings.class).onBadRow(), model.ends(dpo.eosToken())));
    }

    /// For losses over answers that are judged one by one.
    static DpoJob<TokenVerdict> ofVerdicts(Settings settings, Hub hub) {
        DpoSettings dpo = settings.of(DpoSettings.class);
        return new DpoJob<>(settings, hub, model -> JudgedRows.ofVerdicts(model.tokenizer(), dpo, settings.of(KtoSettings.class),
                settings.of(DataSettings.class).onBadRow(), model.ends(dpo.eosToken())));
    }

    @Override public String title() {
        return "Preference learning of";
    }

    @Override public TrainedModel model() {
        return model;
    }

    @Override public JobRows<E, E> rows() {
        return rows;
    }

    @Override public int length(E example) {
        return Dpo.tokens(example, dpo);
    }

    @Override public TokenLearner learner() {
        return Learners.of(model.model(), training.seed(), training.gradientCheckpointing(), model.balanceWeight(dpo.routerAuxLossCoef()));
    }

    @Override public Algorithm<E> algorithm(TokenLearner learner, Parts<E> parts) {
        if (!dpo.syncRefModel()) return algorithm(learner, parts, reference(learner, parts), parts.state());
        FollowingReference moving = reference.following(dpo.refModelMixupAlpha(), dpo.refModelSyncSteps());
        return algorithm(learner, parts, moving, moving.with(parts.state()));
    }

    private Dpo<E> algorithm(TokenLearner learner, Parts<E> parts, Reference reference, TrainingState state) {
        HealthSettings watch = settings.of(HealthSettings.class);
        health = new DpoHealth(parts.alarm(), answers(learner, parts, watch), watch.due(parts.steps()));
        return new Dpo<>(learner, reference, loss, parts.update(), state, dpo, parts.longest(), parts.evaluation(), health);
    }

    /// What the reference answers before the first step; how much it takes to measure the policy by it is told.
    private ReferenceAnswers answers(TokenLearner learner, Parts<E> parts, HealthSettings watch) {
        var source = new ReferenceAnswers.Source(reference.sha256(parts.identity().model()), () -> reference.atFirst(learner), reference::asItIs, model.ends(dpo.eosToken()));
        ReferenceAnswers answers = ReferenceAnswers.of(parts.folder(), parts.used(), watch, source, dpo.maxTokensPerPass());
        if (watch.healthPrompts() > 0) parts.remark().accept(answers.count() == 0 ? "kl/reference is not measured: no row has a prompt"
                : String.format(Locale.ROOT, "kl/reference: %d answers of the reference; each measurement reads their %,d tokens", answers.count(), answers.tokens()));
        return answers;
    }

    private Reference reference(TokenLearner learner, Parts<E> parts) {
        if (!dpo.asksReference()) return Reference.NONE;
        if (!dpo.precomputes()) return Reference.of(reference.beside(learner));
        List<E> asked = Stream.concat(parts.used().stream(), parts.evaluation().stream().flatMap(List::stream)).toList();
        long[] told = {System.nanoTime()};
        return KnownReference.of(parts.folder(), reference.sha256(parts.identity().model()), asked, dpo, reference.atFirst(learner), done -> {
            if (done < asked.size() && System.nanoTime() - told[0] < 10_000_000_000L) return;
            told[0] = System.nanoTime();
            parts.remark().accept("reference: " + done + " of " + asked.size() + " examples");
        });
    }

    @Override public List<Fact> headlines(List<Map<String, Double>> metrics) {
        Fact loss = Fact.ofMetric("loss", "loss", metrics), margin = Fact.ofMetric("margin", "rewards/margins", metrics);
        return dpo.takesVerdicts() ? List.of(loss, margin) : List.of(loss, Fact.ofMetric("pairs told apart", "rewards/accuracies", metrics), margin);
    }

    @Override public List<Double> margins() {
        return health == null ? List.of() : health.margins();
    }

    @Override public boolean stopsAtAlarms() {
        return dpo.stopOnAlarm();
    }

    @Override public boolean answers() {
        return true;
    }

    @Override public void close() {
        try {
            reference.close();
        } finally {
            model.close();
        }
    }
}
