package dev.hone.algorithm.sft;

import dev.hone.batch.MicroBatches;
import dev.hone.batch.TokenRow;
import dev.hone.model.TokenLearner;
import dev.hone.model.TokenLearner.Seen;
import dev.hone.model.TokenLoss;
import dev.hone.train.Algorithm;
import dev.hone.train.GradientStep;
import dev.hone.train.Metrics;
import dev.hone.train.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Supervised fine-tuning: the model learns to write what the examples say, token by token.
/// ```
/// loss = Σ cost(token) / labels,    cost = -log p(token | tokens before it)
/// ```
/// The sum is over the learned tokens of all micro-batches of an update, and `labels` is how many they are, so that neither
/// batch size nor accumulation changes what a token counts.
/// Source: Ouyang et al. 2022, arXiv:2203.02155, section 3.5.
public final class Sft implements Algorithm<TokenRow> {
    private final TokenLearner learner;
    private final GradientStep update;
    private final TrainingState state;
    private final TokenLoss cost;
    private final List<List<TokenRow>> evaluation;
    private final int tokensPerPass;

    /// How a step goes through its rows.
    /// @param cost      of a token
    /// @param maxTokens most that go through the model at once, unless one row has more
    public record Pass(TokenLoss cost, int maxTokens) {}

    /// @param longest    tokens of the longest row: room for it is made at once, and shorter ones share it
    /// @param evaluation batches of rows that are measured and not learned
    public Sft(TokenLearner learner, GradientStep update, TrainingState state, Pass pass, int longest,
            List<List<TokenRow>> evaluation) {
        this.learner = learner;
        this.update = update;
        this.state = state;
        this.cost = pass.cost;
        this.evaluation = evaluation;
        this.tokensPerPass = Math.max(pass.maxTokens, longest);
        learner.reserve(longest);
    }

    @Override public Metrics step(Step<TokenRow> step) {
        double scale = 1.0 / step.batches().stream().mapToInt(Sft::labels).sum();
        List<Map<String, Double>> batches = new ArrayList<>();
        double loss = 0;
        long tokens = 0;
        int pass = 0;

        learner.clearGradients();
        for (List<TokenRow> batch : step.batches()) {
            Seen seen = Seen.NOTHING;
            for (MicroBatches.Part part : parts(batch))
                seen = seen.plus(learner.learn(part.tokens(), cost, scale, step.pass(pass++)));
            loss += seen.loss() * scale;
            tokens += tokens(batch);
            batches.add(perLabel(seen));
        }
        double gradNorm = update.apply(step.learningRate(), loss);
        return new Metrics(loss, gradNorm, tokens, batches);
    }

    /// Means over all learned tokens of the evaluation rows.
    @Override public Map<String, Double> evaluate() {
        Seen seen = Seen.NOTHING;
        long tokens = 0;
        for (List<TokenRow> batch : evaluation) {
            for (MicroBatches.Part part : parts(batch)) seen = seen.plus(learner.measure(part.tokens(), cost));
            tokens += tokens(batch);
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("eval_loss", seen.loss() / seen.labels());
        perLabel(seen).forEach((name, value) -> metrics.put("eval_" + name, value));
        metrics.put("eval_num_tokens", (double) tokens);
        return metrics;
    }

    @Override public void probe(List<TokenRow> batch) {
        for (MicroBatches.Part part : parts(batch)) learner.learn(part.tokens(), cost, 1, 0);
        learner.clearGradients();
    }

    /// A batch as the learner takes it: cut where it is too long for one pass.
    private List<MicroBatches.Part> parts(List<TokenRow> batch) {
        return MicroBatches.cut(List.of(batch), tokensPerPass);
    }

    private static Map<String, Double> perLabel(Seen seen) {
        Map<String, Double> means = new LinkedHashMap<>();
        if (seen.labels() == 0) return means;
        means.put("entropy", seen.entropy() / seen.labels());
        means.put("mean_token_accuracy", (double) seen.correct() / seen.labels());
        if (seen.balance() != 0) means.put("aux_loss", seen.balance());
        return means;
    }

    private static int labels(List<TokenRow> batch) {
        return batch.stream().flatMap(row -> row.documents().stream()).mapToInt(document -> document.labels()).sum();
    }

    private static long tokens(List<TokenRow> batch) {
        return batch.stream().mapToLong(TokenRow::length).sum();
    }

    @Override public TrainingState state() {
        return state;
    }
}
