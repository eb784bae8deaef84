package dev.hone.algorithm.dpo;

import dev.hone.algorithm.dpo.PreferenceLoss.Judged;
import dev.hone.algorithm.dpo.PreferenceLoss.MicroBatch;
import dev.hone.algorithm.dpo.PreferenceLoss.Said;
import dev.hone.batch.LabelNumbers;
import dev.hone.loss.KtoLoss;
import dev.hone.model.Learner;
import dev.hone.model.Predictions;
import dev.hone.model.TokenLearner;
import dev.hone.model.TokenLearner.Slopes;
import dev.hone.token.Learnable;
import dev.hone.token.TokenVerdict;
import dev.hone.train.Algorithm;
import dev.hone.train.GradientStep;
import dev.hone.train.Metrics;
import dev.hone.train.Remembered;
import dev.hone.train.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Direct Preference Optimization: the chosen answer shall gain on the rejected one, measured from a frozen reference.
/// ```
/// loss = -log σ(β · [log π(chosen)/π_ref(chosen) - log π(rejected)/π_ref(rejected)])
/// ```
/// and its relatives: what an example costs, a [PreferenceLoss] says. The loss of an update is the mean over its micro-batches of their
/// means over examples, as in TRL. A prompt is computed once for both of its answers, forward and backward.
/// Source: Rafailov et al. 2023, arXiv:2305.18290.
/// @param <E> pairs of answers, or answers with a verdict
public final class Dpo<E extends Learnable> implements Algorithm<E> {
    private final TokenLearner learner;
    private final Reference reference;
    private final PreferenceLoss loss;
    private final GradientStep update;
    private final TrainingState state;
    private final DpoSettings settings;
    private final List<List<E>> evaluation;
    private final DpoHealth health;
    private final PreferenceBatch.Layout layout;
    private final int tokensPerPass;

    /// @param longest    tokens of the longest example: room for it is made at once, and shorter ones share it
    /// @param evaluation batches of examples that are measured and not learned
    /// @param health     is told of each step
    public Dpo(TokenLearner learner, Reference reference, PreferenceLoss loss, GradientStep update, TrainingState state, DpoSettings settings, int longest,
            List<List<E>> evaluation, DpoHealth health) {
        this.learner = learner;
        this.reference = reference;
        this.loss = loss;
        this.update = update;
        this.state = state;
        this.settings = settings;
        this.evaluation = evaluation;
        this.health = health;
        this.layout = new PreferenceBatch.Layout(settings.sharePrompt(), loss.learnsPrompts());
        this.tokensPerPass = Math.max(settings.maxTokensPerPass(), longest);
        learner.reserve(longest);
    }

    /// Tokens that go through the model for an example.
    public static int tokens(Learnable example, DpoSettings settings) {
        return PreferenceBatch.tokens(example, settings.sharePrompt());
    }

    @Override public Metrics step(Step<E> step) {
        double scale = 1.0 / step.batches().size();
        List<Map<String, Double>> batches = new ArrayList<>();
        double mean = 0;
        long tokens = 0;
        int pass = 0;

        learner.clearGradients();
        for (List<E> batch : step.batches()) {
            List<PreferenceBatch> parts = parts(batch);
            Seen seen = learn(parts, new MicroBatch(parts, drift(batch)), scale, settings.disableDropout() ? Learner.WITHOUT_DROPOUT : step.pass(pass));
            mean += scale * seen.loss;
            pass += parts.size();
            tokens += batch.stream().mapToLong(Learnable::length).sum();
            batches.add(seen.named());
            if (seen.metrics instanceof PairMetrics pairs) health.see(pairs);
        }
        double gradNorm = update.apply(step.learningRate(), mean);
        reference.updated(step.number(), learner.weights());
        health.distance(step.number(), learner).ifPresent(distance -> batches.getLast().put("kl/reference", distance));
        return new Metrics(mean, gradNorm, tokens, batches);
    }

    /// What came of a micro-batch, part by part.
    private static final class Seen {
        final MicroBatchMetrics metrics;
        final Map<String, Double> told = new LinkedHashMap<>();
        double loss;

        Seen(MicroBatchMetrics metrics) {
            this.metrics = metrics;
        }

        void add(Judged judged) {
            loss += judged.loss();
            judged.told().forEach((name, share) -> told.merge(name, share, Double::sum));
        }

        Map<String, Double> named() {
            Map<String, Double> named = metrics.named();
            named.putAll(told);
            return named;
        }
    }

    /// @param scale of the micro-batch in the update
    /// @param pass  number of its first part's pass
    private Seen learn(List<PreferenceBatch> parts, MicroBatch whole, double scale, long pass) {
        if (loss.couplesExamples() && parts.size() > 1) return learnTogether(parts, whole, scale, pass);
        var seen = new Seen(loss.metrics());
        for (int i = 0; i < parts.size(); i++) {
            PreferenceBatch part = parts.get(i);
            float[] before = reference.logProbs(part);
            Predictions predicted = learner.learn(part.tokens(), 1, numbered(pass, i), now -> {
                Judged judged = loss.of(part.answers(), said(now, before), whole);
                seen.add(judged);
                return slopes(judged, 0, part, whole, scale);
            });
            seen.metrics.see(part, predicted, before);
        }
        return seen;
    }

    /// Where an example's cost depends on the others: all parts are read first, then judged as one, then learned.
    private Seen learnTogether(List<PreferenceBatch> parts, MicroBatch whole, double scale, long pass) {
        var seen = new Seen(loss.metrics());
        List<float[]> before = parts.stream().map(reference::logProbs).toList();
        Judged judged = judge(parts, predict(parts), before, whole);
        seen.add(judged);
        int offset = 0;
        for (int i = 0; i < parts.size(); i++) {
            PreferenceBatch part = parts.get(i);
            int from = offset;
            Predictions predicted = learner.learn(part.tokens(), 1, numbered(pass, i), _ -> slopes(judged, from, part, whole, scale));
            seen.metrics.see(part, predicted, before.get(i));
            offset += predicted.labels();
        }
        return seen;
    }

    /// @param from the first label of the part among those that were judged
    private static Slopes slopes(Judged judged, int from, PreferenceBatch part, MicroBatch whole, double scale) {
        float[] scaled = new float[part.tokens().labels()];
        for (int i = 0; i < scaled.length; i++) scaled[i] = (float) (scale * judged.slopes()[from + i]);
        return Slopes.ofLogProbs(scaled, scale * part.examples().size() / whole.examples());
    }

    private static long numbered(long pass, int part) {
        return pass == Learner.WITHOUT_DROPOUT ? pass : pass + part;
    }

    private static Said said(Predictions now, float[] before) {
        return new Said(now.logProbs(), now.logSumSquares(), before);
    }

    private List<Predictions> predict(List<PreferenceBatch> parts) {
        return parts.stream().map(part -> learner.predict(part.tokens(), 1)).toList();
    }

    private Judged judge(List<PreferenceBatch> parts, List<Predictions> predicted, List<float[]> before, MicroBatch whole) {
        List<Said> said = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) said.add(said(predicted.get(i), before.get(i)));
        return loss.of(Answers.joined(parts.stream().map(PreferenceBatch::answers).toList(), predicted.stream().mapToInt(Predictions::labels).toArray()),
                Said.joined(said), whole);
    }

    /// How far the policy has moved from the reference, on the micro-batch's answers to other prompts; 0 where the loss does not ask.
    private double drift(List<E> batch) {
        if (!loss.measuresDrift()) return 0;
        List<TokenVerdict> verdicts = batch.stream().map(TokenVerdict.class::cast).toList();
        List<PreferenceBatch> parts = parts(Mismatched.of(verdicts, settings.maxLength()));
        return KtoLoss.drift(LabelNumbers.joined(parts.stream().map(this::logRatios).toList()));
    }

    /// Of each answer of a part, in order.
    private float[] logRatios(PreferenceBatch part) {
        List<float[]> now = part.byExample(learner.predict(part.tokens(), 1).logProbs()), before = part.byExample(reference.logProbs(part));
        float[] ratios = new float[now.size()];
        for (int i = 0; i < ratios.length; i++) for (int t = 0; t < now.get(i).length; t++) ratios[i] += now.get(i)[t] - before.get(i)[t];
        return ratios;
    }

    /// Means over the batches of the evaluation examples.
    @Override public Map<String, Double> evaluate() {
        List<Map<String, Double>> batches = new ArrayList<>();
        for (List<E> batch : evaluation) {
            List<PreferenceBatch> parts = parts(batch);
            List<Predictions> predicted = predict(parts);
            List<float[]> before = parts.stream().map(reference::logProbs).toList();
            var seen = new Seen(loss.metrics());
            for (int i = 0; i < parts.size(); i++) seen.metrics.see(parts.get(i), predicted.get(i), before.get(i));
            seen.add(judge(parts, predicted, before, new MicroBatch(parts, drift(batch))));
            Map<String, Double> named = seen.named();
            named.put("loss", seen.loss);
            batches.add(named);
        }
        return Metrics.evaluated(batches);
    }

    @Override public void probe(List<E> batch) {
        List<PreferenceBatch> parts = parts(batch);
        learn(parts, new MicroBatch(parts, drift(batch)), 1, Learner.WITHOUT_DROPOUT);
        learner.clearGradients();
    }

    private List<PreferenceBatch> parts(List<? extends Learnable> batch) {
        return PreferenceBatch.cut(batch, layout, tokensPerPass);
    }

    @Override public TrainingState state() {
        return new Remembered<>(state, DpoHealth.Memory.class, health::memory, health::recall);
    }
}
