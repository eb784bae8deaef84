package dev.hone.algorithm.grpo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.ImportanceCorrection;
import dev.hone.algorithm.rollout.Policy;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.RolloutHealth;
import dev.hone.algorithm.rollout.RolloutPass;
import dev.hone.algorithm.rollout.RolloutPass.Placed;
import dev.hone.algorithm.rollout.RolloutState;
import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.algorithm.rollout.SamplerGap;
import dev.hone.batch.LabelNumbers;
import dev.hone.batch.PromptOrder;
import dev.hone.loss.EntropyCut;
import dev.hone.loss.GrpoDenominators;
import dev.hone.loss.GrpoLoss;
import dev.hone.loss.GrpoMetrics;
import dev.hone.model.Learner;
import dev.hone.model.Predictions;
import dev.hone.train.Algorithm;
import dev.hone.train.GradientStep;
import dev.hone.train.Metrics;
import dev.hone.train.Remembered;
import dev.hone.train.TrainingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    private final Policy policy;
    private final Rollouts<E> rollouts;
    private final PromptOrder order;
    private final GradientStep update;
    private final GrpoState state;
    private final GrpoSettings settings;
    private final List<List<E>> evaluation;
    private final RolloutHealth health;

    /// @param order      whose generations the steps are made of
    /// @param evaluation batches of prompts that are answered and not learned from
    public Grpo(Policy policy, Rollouts<E> rollouts, PromptOrder order, GradientStep update, RolloutState state, GrpoSettings settings,
            List<List<E>> evaluation, RolloutHealth health) {
        this.policy = policy;
        this.rollouts = rollouts;
        this.order = order;
        this.update = update;
        this.state = new GrpoState(state, settings.entropy());
        this.settings = settings;
        this.evaluation = evaluation;
        this.health = health;
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
        policy.learner().clearGradients();
        Learned learned = learn(batches, denominators, step, settings.formula(state.entropy().counted()));
        double gradNorm = update.apply(step.learningRate(), learned.loss);
        named.addAll(learned.named(isFresh));
        if (settings.useAdaptiveEntropy()) {
            state.measured(learned.entropy());
            named.add(Map.of("entropy_coef", state.entropy().coefficient()));
        }
        named.add(Map.of("seconds/learning", (System.nanoTime() - start) / 1e9));
        health.see(named);
        return new Metrics(learned.loss, gradNorm, tokens, named);
    }

    private Generation sampled(long number, List<E> prompts, List<Map<String, Double>> named) {
        long start = System.nanoTime();
        policy.learner().rest();
        Generation made = rollouts.make(number, prompts);
        long sampled = System.nanoTime();
        Generation generation = policy.known(made, order.shape().isOnPolicy());
        state.sampled(generation);
        named.add(generation.metrics());
        ImportanceCorrection correction = policy.server().correction();
        if (correction != null) named.add(correction.named(generation.rollouts()));
        named.add(Map.of("seconds/sampling", (sampled - start) / 1e9, "seconds/reference", (System.nanoTime() - sampled) / 1e9));
        return generation;
    }

    private GrpoDenominators denominators(List<Rollout> batch, Generation generation, int accumulation) {
        int tokens = batch.stream().filter(this::counts).mapToInt(Rollout::said).sum();
        return new GrpoDenominators(batch.size(), tokens, EntropyCut.none(tokens), generation.lossTokens(settings.maskTruncatedCompletions()),
                order.shape().slices(), accumulation, policy.settings().maxCompletionLength());
    }

    private boolean counts(Rollout rollout) {
        return rollout.ended() || !settings.maskTruncatedCompletions();
    }

    /// What the passes of a step saw, by micro-batch.
    private record Learned(GrpoLoss.Settings formula, double loss, List<GrpoDenominators> whole, GrpoMetrics[] seen, SamplerGap gap) {
        /// Mean of the tokens that were learned from, in nats.
        double entropy() {
            return Arrays.stream(seen).mapToDouble(GrpoMetrics::keptEntropy).sum() / Math.max(1, whole.stream().mapToInt(each -> each.entropyCut().tokens()).sum());
        }

        /// @param isFresh whether nothing was learned since these answers were sampled, so that sampler and learner should agree
        List<Map<String, Double>> named(boolean isFresh) {
            List<Map<String, Double>> named = new ArrayList<>();
            for (GrpoMetrics metrics : seen) named.add(metrics.named(formula));
            if (isFresh) named.add(gap.named());
            return named;
        }
    }

    private Learned learn(List<List<Rollout>> batches, List<GrpoDenominators> denominators, Step<E> step, GrpoLoss.Settings formula) {
        List<Placed> learned = new ArrayList<>(), idle = new ArrayList<>();
        for (int micro = 0; micro < batches.size(); micro++)
            for (Rollout rollout : batches.get(micro))
                if (counts(rollout)) (teaches(rollout, formula) ? learned : idle).add(new Placed(rollout, micro));
        List<RolloutPass> passes = policy.cut(learned), others = policy.cut(idle);
        List<GrpoDenominators> whole = settings.topEntropyQuantile() == 1 ? denominators : withCuts(denominators, passes, others);

        GrpoMetrics[] seen = new GrpoMetrics[batches.size()];
        Arrays.fill(seen, GrpoMetrics.NOTHING);
        var gap = new SamplerGap();
        double loss = 0;
        for (int i = 0; i < passes.size(); i++) {
            RolloutPass pass = passes.get(i);
            var objective = objective(pass, whole, formula);
            Predictions said = policy.learn(pass, step.pass(i), objective);
            loss += objective.take(seen);
            gap.see(pass, said);
        }
        for (RolloutPass pass : others) {
            var objective = objective(pass, whole, formula);
            Predictions said = policy.predict(pass);
            objective.of(said);
            loss += objective.take(seen);
            gap.see(pass, said);
        }
        return new Learned(formula, loss, whole, seen, gap);
    }

    private PassObjective objective(RolloutPass pass, List<GrpoDenominators> whole, GrpoLoss.Settings formula) {
        return new PassObjective(pass, formula, whole, policy.server().correction());
    }

    /// Whether an answer moves anything: one that is as good as expected has no gradient, and costs no backward pass.
    private static boolean teaches(Rollout rollout, GrpoLoss.Settings formula) {
        return rollout.advantage() != 0 || formula.beta() != 0 || formula.entropyCoef() != 0;
    }

    /// Which tokens are learned from is known only once all entropies of a micro-batch are.
    private List<GrpoDenominators> withCuts(List<GrpoDenominators> denominators, List<RolloutPass> passes, List<RolloutPass> others) {
        List<List<float[]>> entropies = new ArrayList<>();
        for (int micro = 0; micro < denominators.size(); micro++) entropies.add(new ArrayList<>());
        Stream.concat(passes.stream(), others.stream()).forEach(pass -> {
            List<float[]> said = pass.byAnswer(policy.predict(pass).entropies());
            for (int a = 0; a < said.size(); a++) entropies.get(pass.answers().get(a).microBatch()).add(said.get(a));
        });
        List<GrpoDenominators> cut = new ArrayList<>();
        for (int micro = 0; micro < denominators.size(); micro++)
            cut.add(denominators.get(micro).with(EntropyCut.of(LabelNumbers.joined(entropies.get(micro)), settings.topEntropyQuantile())));
        return cut;
    }

    /// Means over the batches of the evaluation prompts.
    @Override public Map<String, Double> evaluate() {
        policy.learner().rest();
        Map<String, Double> seen = Metrics.evaluated(evaluation.stream().map(rollouts::evaluate).toList());
        health.evaluated(seen);
        return seen;
    }

    /// Of answers that nobody has given, so that there is nothing to correct them by.
    @Override public void probe(List<E> batch) {
        Generation made = policy.known(new Generation(0, batch.stream().flatMap(each -> rollouts.longest(each).stream()).toList(), Map.of()),
                order.shape().isOnPolicy());
        List<GrpoDenominators> whole = List.of(denominators(made.rollouts(), made, 1));
        for (RolloutPass pass : policy.cut(made.rollouts().stream().map(rollout -> new Placed(rollout, 0)).toList()))
            policy.learn(pass, Learner.WITHOUT_DROPOUT, new PassObjective(pass, settings.formula(settings.entropyCoef()), whole, null));
        policy.learner().clearGradients();
    }

    @Override public TrainingState state() {
        return new Remembered<>(state, RolloutHealth.Memory.class, health::memory, health::recall);
    }
}
