package dev.hone.cli;

import dev.hone.algorithm.dpo.Dpo;
import dev.hone.algorithm.dpo.DpoHealth;
import dev.hone.algorithm.dpo.DpoSettings;
import dev.hone.algorithm.dpo.HealthSettings;
import dev.hone.algorithm.dpo.KnownReference;
import dev.hone.algorithm.dpo.Reference;
import dev.hone.algorithm.dpo.ReferenceAnswers;
import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.data.DataSettings;
import dev.hone.hub.Hub;
import dev.hone.model.CausalLm;
import dev.hone.model.Head;
import dev.hone.model.LoraPlan;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelConfig;
import dev.hone.model.ModelSettings;
import dev.hone.model.Predictor;
import dev.hone.model.TokenLearner;
import dev.hone.report.Fact;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.token.PairLabeller;
import dev.hone.token.TokenPair;
import dev.hone.train.Algorithm;
import dev.hone.train.Learners;
import dev.hone.train.Preflight;
import dev.hone.train.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Preference learning as a [Job].
final class DpoJob implements Job<TokenPair, TokenPair, TokenLearner> {
    private final Settings settings;
    private final DpoSettings dpo;
    private final HealthSettings health;
    private final TrainingSettings training;
    private final TrainedModel model;
    private final HfFolder named;
    private final PairRows rows;
    private final List<AutoCloseable> opened = new ArrayList<>();
    /// Null where the reference is the model that training begins with.
    private Named other;

    DpoJob(Settings settings, Hub hub) {
        this.settings = settings;
        this.dpo = settings.of(DpoSettings.class);
        this.health = settings.of(HealthSettings.class);
        this.training = settings.of(TrainingSettings.class);
        this.model = TrainedModel.open(settings.of(ModelSettings.class), settings.of(LoraSettings.class),
                new TrainedModel.Texts(dpo.chatTemplatePath(), dpo.eosToken()), Head.TOKENS, hub, training.seed());
        try {
            this.named = referenceFolder(hub);
        } catch (UserError mistake) {
            model.close();
            throw mistake;
        }
        this.rows = new PairRows(template -> new PairLabeller(model.tokenizer(), template, dpo.pairs())::label, settings.of(DataSettings.class).onBadRow(),
                Preflight.ofPairs(model.tokenizer(), model.ends(dpo.eosToken())));
    }

    @Override public String title() {
        return "Preference learning of";
    }

    @Override public TrainedModel model() {
        return model;
    }

    @Override public PairRows rows() {
        return rows;
    }

    @Override public int length(TokenPair example) {
        return Dpo.tokens(example, dpo);
    }

    @Override public TokenLearner learner() {
        return Learners.of(model.model(), training.seed(), training.gradientCheckpointing(), model.balanceWeight(dpo.routerAuxLossCoef()));
    }

    @Override public Algorithm<TokenPair> algorithm(TokenLearner learner, Parts<TokenPair> parts) {
        if (named != null) other = open(named);
        Reference reference = reference(learner, parts);
        var watch = new DpoHealth(parts.alarm(), answers(learner, parts), health.due(parts.steps()));
        return new Dpo(learner, reference, parts.update(), parts.state(), dpo, parts.longest(), parts.evaluation(), watch);
    }

    /// What the policy is held to: the model that training begins with, unless another is named.
    private Reference reference(TokenLearner learner, Parts<TokenPair> parts) {
        if (!dpo.precomputes()) return Reference.of(other != null ? other.model : live(learner));
        List<TokenPair> asked = Stream.concat(parts.used().stream(), parts.evaluation().stream().flatMap(List::stream)).toList();
        long[] told = {System.nanoTime()};
        return KnownReference.of(parts.folder(), other == null ? parts.identity().model() : other.sha256, asked, dpo,
                other == null ? learner : other.model, done -> {
                    if (done < asked.size() && System.nanoTime() - told[0] < 10_000_000_000L) return;
                    told[0] = System.nanoTime();
                    parts.remark().accept("reference: " + done + " of " + asked.size() + " pairs");
                });
    }

    /// What the reference answers before the first step, and how much work it is to measure the policy by it.
    private ReferenceAnswers answers(TokenLearner learner, Parts<TokenPair> parts) {
        Set<Integer> ends = model.ends(dpo.eosToken());
        var source = other == null ? new ReferenceAnswers.Source(parts.identity().model(), learner, model::frozen, ends)
                : new ReferenceAnswers.Source(other.sha256, other.model, () -> other.weights, ends);
        ReferenceAnswers answers = ReferenceAnswers.of(parts.folder(), parts.used(), health, source, dpo.maxTokensPerPass());
        if (health.healthPrompts() > 0) parts.remark().accept(answers.count() == 0 ? "kl/reference is not measured: no pair has a prompt"
                : String.format(Locale.ROOT, "kl/reference: %d answers of the reference; each measurement reads their %,d tokens", answers.count(), answers.tokens()));
        return answers;
    }

    /// A second model beside the policy: the policy without its adapter where that is what training began with, else a frozen copy.
    private Predictor live(TokenLearner learner) {
        boolean beganAsBase = settings.of(LoraSettings.class).adapterNameOrPath() == null && model.model().trainsAdapterAlone();
        return beganAsBase ? learner.withoutAdapter() : frozen(model.frozen());
    }

    private record Named(Predictor model, CausalLm weights, String sha256) {}

    private Named open(HfFolder named) {
        Safetensors stored = named.weights();
        opened.add(stored);
        CausalLm weights = CausalLm.of(ModelConfig.read(named.config(), where(named)), stored, LoraPlan.FROZEN);
        return new Named(frozen(weights), weights, TrainedModel.sha256(named, weights.parameters()));
    }

    /// The folder of `ref_model_name_or_path`, which must read the same tokens; null where it is not given.
    private HfFolder referenceFolder(Hub hub) {
        if (dpo.refModelNameOrPath() == null) return null;
        HfFolder folder = HfFolder.open(hub.model(dpo.refModelNameOrPath()));
        ModelConfig config = ModelConfig.read(folder.config(), where(folder));
        OpenModel.requireHead(Head.TOKENS, config, folder.path());
        int mine = model.model().config().sizes().vocabulary(), its = config.sizes().vocabulary();
        if (mine != its) throw new UserError("ref_model_name_or_path is " + dpo.refModelNameOrPath() + ", whose vocabulary has " + its
                + " tokens, and the model's has " + mine + "; expected a model with the same tokenizer");
        return folder;
    }

    private static String where(HfFolder folder) {
        return folder.path().resolve(HfFolder.CONFIG).toString();
    }

    private Predictor frozen(CausalLm reference) {
        TokenLearner frozen = Learners.of(reference, training.seed(), false, 0);
        opened.add(frozen);
        return frozen;
    }

    @Override public List<Fact> headlines(List<Map<String, Double>> metrics) {
        return List.of(Fact.ofMetric("loss", "loss", metrics), Fact.ofMetric("pairs told apart", "rewards/accuracies", metrics),
                Fact.ofMetric("margin", "rewards/margins", metrics));
    }

    @Override public boolean stopsAtAlarms() {
        return dpo.stopOnAlarm();
    }

    @Override public boolean answers() {
        return true;
    }

    @Override public void close() {
        try {
            for (AutoCloseable each : opened.reversed()) each.close();
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        } finally {
            model.close();
        }
    }
}
