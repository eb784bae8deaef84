package dev.hone.algorithm.grpo;

import dev.hone.algorithm.grpo.RolloutPass.Placed;
import dev.hone.batch.LabelNumbers;
import dev.hone.batch.PromptOrder;
import dev.hone.loss.EntropyCut;
import dev.hone.loss.GrpoDenominators;
import dev.hone.loss.GrpoMetrics;
import dev.hone.model.Learner;
import dev.hone.model.Predictions;
import dev.hone.model.Predictor;
import dev.hone.model.TokenLearner;
import dev.hone.train.Algorithm;
import dev.hone.train.GradientStep;
import dev.hone.train.Metrics;
import dev.hone.train.Remembered;
import dev.hone.train.TrainingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// Group Relative Policy Optimization: the policy answers a prompt several times, and what is better than the rest of its group becomes
/// likelier. No critic is needed, since the group itself says what is to be expected.
///
/// A [Generation] is sampled by the policy as it is, cut into micro-batches, and learned from as often as `num_iterations` says;
/// what a token costs, [dev.hone.loss.GrpoLoss] says. Answers that share a prompt share its computation, forward and backward, in whatever
/// micro-batches of the step they count.
/// Source: Shao et al. 2024, arXiv:2402.03300.
/// @param <E> what rollouts are made of
public final class Grpo<E> implements Algorithm<E> {
    private final TokenLearner learner;
    private final Predictor reference;
    private final Rollouts<E> rollouts;
    private final PromptOrder order;
    private final GradientStep update;
    private final GrpoState state;
    private final GrpoSettings settings;
    private final List<List<E>> evaluation;
    private final GrpoHealth health;

    /// @param reference  what the policy is held to; null for nothing
    /// @param order      whose generations the steps are made of
    /// @param evaluation batches of prompts that are answered and not learned from
    public Grpo(TokenLearner learner, Predictor reference, Rollouts<E> rollouts, PromptOrder order, GradientStep update, GrpoState state,
            GrpoSettings settings, List<List<E>> evaluation, GrpoHealth health) {
        this.learner = learner;
        this.reference = reference;
        this.rollouts = rollouts;
        this.order = order;
        this.update = update;
        this.state = state;
        this.settings = settings;
        this.evaluation = evaluation;
        this.health = health;
        learner.reserve(settings.maxTokensPerPass());
    }

    @Override public Metrics step(Step<E> step) {
        List<Map<String, Double>> named = new ArrayList<>();
        List<List<Rollout>> batches = new ArrayList<>();
        List<GrpoDenominators> denominators = new ArrayList<>();
        boolean isFresh = false;
        long tokens = 0;
        for (int i = 0; i < step.batches().size(); i++) {
            long micro = order.firstMicroBatch(step.number() - 1) + i;
            Generation generation = state.generation();
            if (generation == null || generation.number() != order.generation(micro)) {
                generation = sampled(order.generation(micro), step.batches().get(i), named);
                tokens += generation.rollouts().stream().mapToLong(Rollout::tokens).sum();
                isFresh = true;
            }
            List<Rollout> batch = generation.slice(order.slice(micro), order.shape().slices());
            batches.add(batch);
            denominators.add(denominators(batch, generation, step.batches().size()));
        }
        long start = System.nanoTime();
        learner.clearGradients();
        Learned learned = learn(batches, denominators, step);
        double gradNorm = update.apply(step.learningRate(), learned.loss);
        named.addAll(learned.named(isFresh));
        named.add(Map.of("seconds/learning", (System.nanoTime() - start) / 1e9));
        health.see(named);
        return new Metrics(learned.loss, gradNorm, tokens, named);
    }

    private Generation sampled(long number, List<E> prompts, List<Map<String, Double>> named) {
        long start = System.nanoTime();
        learner.rest();
        Generation made = rollouts.make(number, prompts);
        long sampled = System.nanoTime();
        Generation generation = known(made);
        state.sampled(generation);
        named.add(generation.metrics());
        named.add(Map.of("seconds/sampling", (sampled - start) / 1e9, "seconds/reference", (System.nanoTime() - sampled) / 1e9));
        return generation;
    }

    /// Asks what has to be asked before the policy changes.
    private Generation known(Generation made) {
        Generation generation = made;
        if (reference != null) generation = asked(generation, reference, Rollout::withReference);
        if (order.shape().isOnPolicy()) return generation.with(generation.rollouts().stream().map(rollout -> rollout.withOld(null)).toList());
        List<Rollout> rollouts = generation.rollouts();
        if (rollouts.stream().allMatch(rollout -> rollout.old() != null)) return generation;
        if (rollouts.stream().allMatch(rollout -> rollout.sampled() != null))
            return generation.with(rollouts.stream().map(rollout -> rollout.withOld(rollout.sampled())).toList());
        return asked(generation, learner, Rollout::withOld);
    }

    private Generation asked(Generation generation, Predictor model, BiFunction<Rollout, float[], Rollout> with) {
        List<Rollout> answers = generation.rollouts();
        Rollout[] changed = new Rollout[answers.size()];
        List<Placed> places = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) places.add(new Placed(answers.get(i), i));
        for (RolloutPass pass : cut(places)) {
            List<float[]> said = pass.byAnswer(model.predict(pass.tokens(), settings.temperature()).logProbs());
            for (int a = 0; a < said.size(); a++) {
                Placed answer = pass.answers().get(a);
                changed[answer.microBatch()] = with.apply(answer.rollout(), said.get(a));
            }
        }
        return generation.with(Arrays.asList(changed));
    }

    private GrpoDenominators denominators(List<Rollout> batch, Generation generation, int accumulation) {
        int tokens = batch.stream().filter(this::counts).mapToInt(rollout -> rollout.answer().length).sum();
        return new GrpoDenominators(batch.size(), tokens, EntropyCut.none(tokens), generation.lossTokens(settings.maskTruncatedCompletions()),
                order.shape().slices(), accumulation, settings.maxCompletionLength());
    }

    private boolean counts(Rollout rollout) {
        return rollout.ended() || !settings.maskTruncatedCompletions();
    }

    /// What the passes of a step saw, by micro-batch.
    /// @param gaps differences between what the sampler said of a token and what the learner says
    private record Learned(GrpoSettings settings, double loss, GrpoMetrics[] seen, Gap gap) {
        /// @param isFresh whether nothing was learned since these answers were sampled, so that sampler and learner should agree
        List<Map<String, Double>> named(boolean isFresh) {
            List<Map<String, Double>> named = new ArrayList<>();
            for (GrpoMetrics metrics : seen) named.add(metrics.named(settings.formula()));
            if (isFresh && gap.tokens > 0) named.add(gap.named());
            return named;
        }
    }

    /// How far sampler and learner are apart in what they say of the same tokens, in nats.
    private static final class Gap {
        private long tokens;
        private double sum;
        private double most;

        void see(float[] sampled, float[] now) {
            if (sampled == null) return;
            for (int t = 0; t < now.length; t++) {
                double apart = Math.abs(sampled[t] - now[t]);
                tokens++;
                sum += apart;
                most = Math.max(most, apart);
            }
        }

        Map<String, Double> named() {
            Map<String, Double> named = new LinkedHashMap<>();
            named.put("sampling/sampling_logp_difference/mean", sum / tokens);
            named.put("sampling/sampling_logp_difference/max", most);
            return named;
        }
    }

    private Learned learn(List<List<Rollout>> batches, List<GrpoDenominators> denominators, Step<E> step) {
        List<Placed> learned = new ArrayList<>(), idle = new ArrayList<>();
        for (int micro = 0; micro < batches.size(); micro++)
            for (Rollout rollout : batches.get(micro))
                if (counts(rollout)) (teaches(rollout) ? learned : idle).add(new Placed(rollout, micro));
        List<RolloutPass> passes = cut(learned), others = cut(idle);
        List<GrpoDenominators> whole = settings.topEntropyQuantile() == 1 ? denominators : withCuts(denominators, passes, others);

        GrpoMetrics[] seen = new GrpoMetrics[batches.size()];
        Arrays.fill(seen, GrpoMetrics.NOTHING);
        var gap = new Gap();
        double loss = 0;
        for (int i = 0; i < passes.size(); i++) {
            RolloutPass pass = passes.get(i);
            var objective = new PassObjective(pass, settings, whole);
            Predictions said = learner.learn(pass.tokens(), settings.temperature(), settings.disableDropout() ? Learner.WITHOUT_DROPOUT : step.pass(i), objective);
            loss += objective.take(seen);
            compare(gap, pass, said);
        }
        for (RolloutPass pass : others) {
            var objective = new PassObjective(pass, settings, whole);
            Predictions said = learner.predict(pass.tokens(), settings.temperature());
            objective.of(said);
            loss += objective.take(seen);
            compare(gap, pass, said);
        }
        return new Learned(settings, loss, seen, gap);
    }

    /// Whether an answer moves anything: one that is as good as expected has no gradient, and costs no backward pass.
    private boolean teaches(Rollout rollout) {
        return rollout.advantage() != 0 || !settings.learnsFromAdvantagesAlone();
    }

    private static void compare(Gap gap, RolloutPass pass, Predictions said) {
        List<float[]> now = pass.byAnswer(said.logProbs());
        for (int a = 0; a < now.size(); a++) gap.see(pass.answers().get(a).rollout().sampled(), now.get(a));
    }

    /// Which tokens are learned from is known only once all entropies of a micro-batch are.
    private List<GrpoDenominators> withCuts(List<GrpoDenominators> denominators, List<RolloutPass> passes, List<RolloutPass> others) {
        List<List<float[]>> entropies = new ArrayList<>();
        for (int micro = 0; micro < denominators.size(); micro++) entropies.add(new ArrayList<>());
        Stream.concat(passes.stream(), others.stream()).forEach(pass -> {
            List<float[]> said = pass.byAnswer(learner.predict(pass.tokens(), settings.temperature()).entropies());
            for (int a = 0; a < said.size(); a++) entropies.get(pass.answers().get(a).microBatch()).add(said.get(a));
        });
        List<GrpoDenominators> cut = new ArrayList<>();
        for (int micro = 0; micro < denominators.size(); micro++)
            cut.add(denominators.get(micro).with(EntropyCut.of(LabelNumbers.joined(entropies.get(micro)), settings.topEntropyQuantile())));
        return cut;
    }

    private List<RolloutPass> cut(List<Placed> answers) {
        return RolloutPass.cut(answers, settings.sharePrompt(), settings.maxTokensPerPass());
    }

    /// Means over the batches of the evaluation prompts.
    @Override public Map<String, Double> evaluate() {
        learner.rest();
        Map<String, Double> seen = Metrics.evaluated(evaluation.stream().map(rollouts::evaluate).toList());
        health.evaluated(seen);
        return seen;
    }

    @Override public void probe(List<E> batch) {
        Generation made = known(new Generation(0, batch.stream().flatMap(each -> rollouts.longest(each).stream()).toList(), Map.of()));
        List<GrpoDenominators> whole = List.of(denominators(made.rollouts(), made, 1));
        for (RolloutPass pass : cut(made.rollouts().stream().map(rollout -> new Placed(rollout, 0)).toList()))
            learner.learn(pass.tokens(), settings.temperature(), Learner.WITHOUT_DROPOUT, new PassObjective(pass, settings, whole));
        learner.clearGradients();
    }

    @Override public TrainingState state() {
        return new Remembered<>(state, GrpoHealth.Memory.class, health::memory, health::recall);
    }
}
