package dev.hone.algorithm.ppo;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.Policy;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.RolloutPass;
import dev.hone.algorithm.rollout.RolloutPass.Placed;
import dev.hone.algorithm.rollout.RolloutState;
import dev.hone.algorithm.rollout.Rollouts;
import dev.hone.algorithm.rollout.SamplerGap;
import dev.hone.batch.PromptOrder;
import dev.hone.model.Learner;
import dev.hone.model.Predictions;
import dev.hone.train.Algorithm;
import dev.hone.train.GradientStep;
import dev.hone.train.Metrics;
import dev.hone.train.Remembered;
import dev.hone.train.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Proximal Policy Optimization: the policy answers each prompt once, a critic says token by token what was to be expected, and tokens after
/// which it went better become likelier. Several small steps are made from the same answers, none of which moves a token far.
///
/// A [Generation] is sampled and judged; distance from the reference is taken off the rewards of its tokens ([Valuation]). It is
/// learned from `num_ppo_epochs` times, each time in a new order and cut into `num_mini_batches` updates of policy and critic.
/// Source: Schulman et al. 2017, arXiv:1707.06347, algorithm 1; for language models Ouyang et al. 2022, arXiv:2203.02155.
/// @param <E> what answers are made of: prompts, recorded answers
public final class Ppo<E> implements Algorithm<E> {
    private final Policy policy;
    private final Critic critic;
    private final Rollouts<E> rollouts;
    private final Scoring scoring;
    private final PromptOrder order;
    private final GradientStep update;
    private final PpoState state;
    private final PpoSettings settings;
    private final long seed;
    private final List<List<E>> evaluation;
    private final PpoHealth health;

    /// What a run is made of besides its models.
    /// @param order      whose generations the steps are made of
    /// @param update     of the policy
    /// @param policy     its state, with the rollouts
    /// @param seed       what the order of the answers is drawn from, anew for each epoch
    /// @param evaluation batches of prompts that are answered and not learned from
    public record Parts<E>(Rollouts<E> rollouts, Scoring scoring, PromptOrder order, GradientStep update, RolloutState policy, long seed,
            List<List<E>> evaluation, PpoHealth health) {}

    public Ppo(Policy policy, Critic critic, PpoSettings settings, Parts<E> parts) {
        this.policy = policy;
        this.critic = critic;
        this.rollouts = parts.rollouts;
        this.scoring = parts.scoring;
        this.order = parts.order;
        this.update = parts.update;
        this.state = new PpoState(parts.policy, critic.state(), critic::places, settings.controller());
        this.settings = settings;
        this.seed = parts.seed;
        this.evaluation = parts.evaluation;
        this.health = parts.health;
        critic.learner().reserve(policy.settings().maxTokensPerPass());
    }

    @Override public Metrics step(Step<E> step) {
        long micro = order.firstMicroBatch(step.number() - 1);
        List<Map<String, Double>> named = new ArrayList<>();
        boolean isFresh = state.experience() == null || state.experience().generation().number() != order.generation(micro);
        if (isFresh) experience(order.generation(micro), step.batches().getFirst(), named);
        int part = order.slice(micro);
        List<Lesson> minibatch = state.experience().minibatch(part, part + order.shape().accumulation(), order.shape().slices(), seed,
                order.generation(micro) * settings.numPpoEpochs() + order.iteration(micro));

        long start = System.nanoTime();
        var gap = new SamplerGap();
        MinibatchLoss loss = learn(minibatch, step, gap);
        double norm = update.check(loss.value()), criticNorm = critic.update().check(loss.value());
        update.take(step.learningRate(), norm);
        critic.update().take(step.learningRate() * critic.rate(), criticNorm);
        Map<String, Double> learned = loss.named();
        learned.put("val/grad_norm", criticNorm);
        learned.put("seconds/learning", secondsSince(start));
        named.add(learned);
        if (isFresh) named.add(gap.named());
        health.see(named);
        long tokens = isFresh ? state.experience().generation().rollouts().stream().mapToLong(Rollout::tokens).sum() : 0;
        return new Metrics(loss.value(), norm, tokens, named);
    }

    /// Samples a generation, and asks the reference, the critic, and if need be the policy about it while none of them has changed.
    private void experience(long number, List<E> prompts, List<Map<String, Double>> named) {
        policy.learner().rest();
        critic.learner().rest();
        long start = System.nanoTime();
        Generation made = rollouts.make(number, prompts);
        Map<String, Double> seen = new LinkedHashMap<>(made.metrics());
        seen.put("seconds/sampling", secondsSince(start));
        start = System.nanoTime();
        Generation known = policy.known(made, false);
        seen.put("seconds/reference", secondsSince(start));
        start = System.nanoTime();
        List<Rollout> judged = Experience.judged(known);
        Valuation valued = valued(judged, scoring.scores(judged));
        seen.put("seconds/critic", secondsSince(start));
        seen.putAll(valued.named());
        named.add(seen);
        state.experienced(Experience.of(known, valued.lessons()), state.controller().after(valued.kl(), judged.size()));
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private Valuation valued(List<Rollout> answers, double[] scores) {
        float[] values = critic.values(policy.cut(numbered(answers)), answers.size());
        return Valuation.of(answers, scores, critic.places(answers), values, state.controller().coefficient(), settings);
    }

    /// Answers to be told apart by their numbers, which stand for micro-batches: a minibatch is one whole.
    private static List<Placed> numbered(List<Rollout> answers) {
        List<Placed> numbered = new ArrayList<>();
        for (Rollout answer : answers) numbered.add(new Placed(answer, numbered.size()));
        return numbered;
    }

    private MinibatchLoss learn(List<Lesson> minibatch, Step<E> step, SamplerGap gap) {
        policy.learner().clearGradients();
        critic.learner().clearGradients();
        var loss = new MinibatchLoss(minibatch, settings);
        List<RolloutPass> passes = policy.cut(numbered(minibatch.stream().map(Lesson::rollout).toList()));
        for (int i = 0; i < passes.size(); i++) gap.see(passes.get(i), learn(passes.get(i), loss, step.pass(i)));
        return loss;
    }

    private Predictions learn(RolloutPass pass, MinibatchLoss loss, long number) {
        Critic.Reading reading = critic.reading(pass);
        critic.learner().learn(pass.tokens(), reading.at(), policy.settings().disableDropout() ? Learner.WITHOUT_DROPOUT : number, loss.ofCritic(pass, reading));
        return policy.learn(pass, number, loss.ofPolicy(pass));
    }

    /// Means over the batches of the evaluation prompts.
    @Override public Map<String, Double> evaluate() {
        policy.learner().rest();
        Map<String, Double> seen = Metrics.evaluated(evaluation.stream().map(rollouts::evaluate).toList());
        health.evaluated(seen);
        return seen;
    }

    @Override public void probe(List<E> batch) {
        List<Rollout> longest = batch.stream().flatMap(each -> rollouts.longest(each).stream()).toList();
        List<Rollout> known = policy.known(new Generation(0, longest, Map.of()), false).rollouts();
        var loss = new MinibatchLoss(valued(known, new double[known.size()]).lessons(), settings);
        for (RolloutPass pass : policy.cut(numbered(known))) learn(pass, loss, Learner.WITHOUT_DROPOUT);
        policy.learner().clearGradients();
        critic.learner().clearGradients();
    }

    @Override public TrainingState state() {
        return new Remembered<>(state, PpoHealth.Memory.class, health::memory, health::recall);
    }
}
