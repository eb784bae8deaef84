package dev.hone.algorithm.dpo;

import dev.hone.model.Learner;
import dev.hone.model.Predictions;
import dev.hone.model.TokenLearner;
import dev.hone.model.TokenLearner.Slopes;
import dev.hone.token.TokenPair;
import dev.hone.train.Algorithm;
import dev.hone.train.GradientStep;
import dev.hone.train.Metrics;
import dev.hone.train.Remembered;
import dev.hone.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Direct Preference Optimization: the chosen answer shall gain on the rejected one, measured from a frozen reference.
/// ```
/// loss = -log σ(β · [log π(chosen)/π_ref(chosen) - log π(rejected)/π_ref(rejected)])
/// ```
/// and its relatives, see [PairLoss]. The loss of an update is the mean over its micro-batches of their means over pairs, as in TRL.
/// A prompt is computed once for both of its answers, forward and backward.
/// Source: Rafailov et al. 2023, arXiv:2305.18290.
public final class Dpo implements Algorithm<TokenPair> {
    private final TokenLearner learner;
    private final Reference reference;
    private final GradientStep update;
    private final TrainingState state;
    private final DpoSettings settings;
    private final List<List<TokenPair>> evaluation;
    private final DpoHealth health;
    private final int tokensPerPass;

    /// @param longest    tokens of the longest pair: room for it is made at once, and shorter ones share it
    /// @param evaluation batches of pairs that are measured and not learned
    /// @param health     is told of each step
    public Dpo(TokenLearner learner, Reference reference, GradientStep update, TrainingState state, DpoSettings settings, int longest,
            List<List<TokenPair>> evaluation, DpoHealth health) {
        this.learner = learner;
        this.reference = reference;
        this.update = update;
        this.state = state;
        this.settings = settings;
        this.evaluation = evaluation;
        this.health = health;
        this.tokensPerPass = Math.max(settings.maxTokensPerPass(), longest);
        learner.reserve(longest);
    }

    /// Tokens that go through the model for a pair.
    public static int tokens(TokenPair pair, DpoSettings settings) {
        return PairBatch.tokens(pair, settings.sharePrompt());
    }

    @Override public Metrics step(Step<TokenPair> step) {
        double scale = 1.0 / step.batches().size();
        List<Map<String, Double>> batches = new ArrayList<>();
        double loss = 0;
        long tokens = 0;
        int pass = 0;

        learner.clearGradients();
        for (List<TokenPair> batch : step.batches()) {
            List<PairBatch> parts = parts(batch);
            PairMetrics metrics = new PairMetrics(settings.beta());
            loss += scale * learn(parts, batch.size(), scale, settings.disableDropout() ? Learner.WITHOUT_DROPOUT : step.pass(pass), metrics);
            pass += parts.size();
            tokens += batch.stream().mapToLong(TokenPair::length).sum();
            batches.add(metrics.named());
            health.see(metrics);
        }
        double gradNorm = update.apply(step.learningRate(), loss);
        health.distance(step.number(), learner).ifPresent(distance -> batches.getLast().put("kl/reference", distance));
        return new Metrics(loss, gradNorm, tokens, batches);
    }

    /// @param scale of the micro-batch in the update
    /// @param pass  number of its first part's pass
    /// @return the micro-batch's loss
    private double learn(List<PairBatch> parts, int pairs, double scale, long pass, PairMetrics metrics) {
        var formula = new PairLoss(settings, pairs);
        if (settings.couplesPairs() && parts.size() > 1) return learnTogether(parts, formula, scale, pass, metrics);
        double[] loss = {0};
        for (int i = 0; i < parts.size(); i++) {
            PairBatch part = parts.get(i);
            float[] before = reference.logProbs(part);
            Predictions said = learner.learn(part.tokens(), 1, numbered(pass, i), now -> {
                PairLoss.Judged judged = formula.of(now.logProbs(), before, now.logSumSquares(), part.chosen(), part.rejected());
                loss[0] += judged.loss();
                return Slopes.ofLogProbs(scaled(judged.slopes(), 0, judged.slopes().length, scale), scale * part.pairs().size() / pairs);
            });
            metrics.see(part, said, before);
        }
        return loss[0];
    }

    /// Where a pair's cost depends on the others: all parts are read first, then judged as one, then learned.
    private double learnTogether(List<PairBatch> parts, PairLoss formula, double scale, long pass, PairMetrics metrics) {
        List<float[]> before = parts.stream().map(reference::logProbs).toList();
        PairLoss.Judged judged = judge(parts, parts.stream().map(part -> learner.predict(part.tokens(), 1)).toList(), before, formula);
        int offset = 0;
        for (int i = 0; i < parts.size(); i++) {
            PairBatch part = parts.get(i);
            int from = offset, labels = part.tokens().labels();
            Predictions said = learner.learn(part.tokens(), 1, numbered(pass, i), _ -> Slopes.ofLogProbs(
                    scaled(judged.slopes(), from, labels, scale), scale * part.pairs().size() / formula.pairs()));
            metrics.see(part, said, before.get(i));
            offset += labels;
        }
        return judged.loss();
    }

    private static long numbered(long pass, int part) {
        return pass == Learner.WITHOUT_DROPOUT ? pass : pass + part;
    }

    private static PairLoss.Judged judge(List<PairBatch> parts, List<Predictions> said, List<float[]> before, PairLoss formula) {
        int[] labels = said.stream().mapToInt(Predictions::labels).toArray();
        return formula.of(PairBatch.joined(said.stream().map(Predictions::logProbs).toList()), PairBatch.joined(before),
                PairBatch.joined(said.stream().map(Predictions::logSumSquares).toList()),
                PairLoss.joined(parts.stream().map(PairBatch::chosen).toList(), labels), PairLoss.joined(parts.stream().map(PairBatch::rejected).toList(), labels));
    }

    private static float[] scaled(float[] numbers, int from, int count, double scale) {
        float[] scaled = new float[count];
        for (int i = 0; i < count; i++) scaled[i] = (float) (scale * numbers[from + i]);
        return scaled;
    }

    /// Means over the batches of the evaluation pairs.
    @Override public Map<String, Double> evaluate() {
        List<Map<String, Double>> batches = new ArrayList<>();
        for (List<TokenPair> batch : evaluation) {
            List<PairBatch> parts = parts(batch);
            List<Predictions> said = parts.stream().map(part -> learner.predict(part.tokens(), 1)).toList();
            List<float[]> before = parts.stream().map(reference::logProbs).toList();
            PairMetrics metrics = new PairMetrics(settings.beta());
            for (int i = 0; i < parts.size(); i++) metrics.see(parts.get(i), said.get(i), before.get(i));
            Map<String, Double> named = metrics.named();
            named.put("loss", judge(parts, said, before, new PairLoss(settings, batch.size())).loss());
            batches.add(named);
        }
        return Metrics.evaluated(batches);
    }

    @Override public void probe(List<TokenPair> batch) {
        learn(parts(batch), batch.size(), 1, Learner.WITHOUT_DROPOUT, new PairMetrics(settings.beta()));
        learner.clearGradients();
    }

    private List<PairBatch> parts(List<TokenPair> batch) {
        return PairBatch.cut(batch, settings.sharePrompt(), tokensPerPass);
    }

    @Override public TrainingState state() {
        return new Remembered<>(state, DpoHealth.Memory.class, health::memory, health::recall);
    }
}
