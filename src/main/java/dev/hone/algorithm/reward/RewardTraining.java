package dev.hone.algorithm.reward;

import dev.hone.batch.AnswerBatch;
import dev.hone.batch.AnswerBatch.Group;
import dev.hone.batch.MicroBatches;
import dev.hone.loss.BradleyTerry;
import dev.hone.model.Learner;
import dev.hone.model.ScoreLearner;
import dev.hone.reward.RewardModel;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.token.TokenPair;
import dev.hone.train.Algorithm;
import dev.hone.train.GradientStep;
import dev.hone.train.Metrics;
import dev.hone.train.Recent;
import dev.hone.train.Remembered;
import dev.hone.train.TrainingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A reward model learns to score the chosen answer above the rejected one.
/// ```
/// loss = mean(-log σ(r_chosen - r_rejected - margin)) + c · mean((r_chosen + r_rejected)²)
/// ```
/// What the two answers begin with, their prompt above all, is computed once, forward and backward.
/// Source: Ouyang et al. 2022, arXiv:2203.02155, equation 1; the second term: Eisenstein et al. 2023, arXiv:2312.09244.
public final class RewardTraining implements Algorithm<TokenPair> {
    private final ScoreLearner learner;
    private final GradientStep update;
    private final TrainingState state;
    private final RewardTrainingSettings settings;
    private final int padding;
    private final List<List<TokenPair>> evaluation;
    private final Recent<Double> margins;
    private final int tokensPerPass;

    /// @param padding    the pad token: a text is scored at its last token that is not this one
    /// @param longest    tokens of the longest pair: room for it is made at once, and shorter ones share it
    /// @param evaluation batches of pairs that are measured and not learned
    /// @param margins    takes those of the pairs that are learned: the chosen answer's reward less the rejected one's
    public RewardTraining(ScoreLearner learner, GradientStep update, TrainingState state, RewardTrainingSettings settings, int padding, int longest,
            List<List<TokenPair>> evaluation, Recent<Double> margins) {
        this.learner = learner;
        this.update = update;
        this.state = state;
        this.settings = settings;
        this.padding = padding;
        this.evaluation = evaluation;
        this.margins = margins;
        this.tokensPerPass = Math.max(settings.maxTokensPerPass(), longest);
        learner.reserve(longest);
    }

    /// Tokens that go through the model for a pair.
    public static int tokens(TokenPair pair, RewardTrainingSettings settings) {
        int common = Arrays.mismatch(pair.chosen().answer(), pair.rejected().answer());
        return pair.length() - (settings.sharePrompt() ? Math.max(0, common) : 0);
    }

    @Override public Metrics step(Step<TokenPair> step) {
        double scale = 1.0 / step.batches().size();
        List<Map<String, Double>> batches = new ArrayList<>();
        double loss = 0;
        long tokens = 0;
        int pass = 0;

        learner.clearGradients();
        for (List<TokenPair> batch : step.batches()) {
            var scores = new Scores();
            for (List<TokenPair> part : parts(batch)) {
                AnswerBatch answers = answers(part);
                loss += scale * learn(answers, part, batch.size(), scale, settings.disableDropout() ? Learner.WITHOUT_DROPOUT : step.pass(pass++), scores);
            }
            tokens += batch.stream().mapToLong(TokenPair::length).sum();
            batches.add(scores.named());
            scores.margins().forEach(margins::add);
        }
        double gradNorm = update.apply(step.learningRate(), loss);
        return new Metrics(loss, gradNorm, tokens, batches);
    }

    /// @param pairs of the whole micro-batch: what the mean is over
    private double learn(AnswerBatch answers, List<TokenPair> part, int pairs, double scale, long pass, Scores seen) {
        double[] loss = {0};
        float[] scores = inOrder(answers, places -> learner.learn(answers.tokens(), places, pass, at -> {
            float[] ordered = ordered(at, answers.ends(), places);
            Judged judged = judge(ordered, part, pairs);
            loss[0] = judged.loss;
            float[] slopes = new float[places.length];
            for (int a = 0; a < ordered.length; a++) slopes[Arrays.binarySearch(places, answers.ends()[a])] += (float) (scale * judged.slopes[a]);
            return slopes;
        }));
        seen.add(scores);
        return loss[0];
    }

    private record Memory(List<Double> margins) {}

    private record Judged(double loss, float[] slopes) {}

    /// @param scores of each pair's chosen answer, then its rejected one
    private Judged judge(float[] scores, List<TokenPair> part, int pairs) {
        try (var _ = TensorScope.open()) {
            Tensor all = Tensor.of(scores.clone(), part.size(), 2).requireGrad();
            float[] margins = new float[part.size()];
            for (int i = 0; i < margins.length; i++) margins[i] = (float) part.get(i).margin();
            Tensor loss = BradleyTerry.of(all.select(1, 0), all.select(1, 1), Tensor.of(margins, margins.length), settings.centering())
                    .mul((double) part.size() / pairs);
            loss.backward();
            return new Judged(loss.item(), all.grad().toFloats());
        }
    }

    /// Asks for the scores at the places where answers end, each once and ascending, and brings them into the answers' order.
    private static float[] inOrder(AnswerBatch answers, Function<int[], float[]> scores) {
        int[] places = IntStream.of(answers.ends()).distinct().sorted().toArray();
        return ordered(scores.apply(places), answers.ends(), places);
    }

    private static float[] ordered(float[] scores, int[] ends, int[] places) {
        float[] ordered = new float[ends.length];
        for (int a = 0; a < ends.length; a++) ordered[a] = scores[Arrays.binarySearch(places, ends[a])];
        return ordered;
    }

    /// Each sequence up to the token where it is scored: what comes after that one has no say.
    private AnswerBatch answers(List<TokenPair> pairs) {
        return AnswerBatch.of(pairs.stream().map(pair -> new Group(new int[0], List.of(scored(pair.chosen().answer()), scored(pair.rejected().answer())))).toList(),
                settings.sharePrompt(), false);
    }

    private int[] scored(int[] ids) {
        return Arrays.copyOf(ids, RewardModel.place(ids, padding) + 1);
    }

    private List<List<TokenPair>> parts(List<TokenPair> batch) {
        return MicroBatches.inPasses(batch, pair -> tokens(pair, settings), tokensPerPass);
    }

    /// The rewards of a micro-batch, chosen and rejected in turn.
    private static final class Scores {
        private final List<float[]> parts = new ArrayList<>();

        void add(float[] scores) {
            parts.add(scores);
        }

        List<Double> margins() {
            return parts.stream().flatMap(part -> IntStream.range(0, part.length / 2).mapToObj(pair -> (double) part[2 * pair] - part[2 * pair + 1])).toList();
        }

        Map<String, Double> named() {
            double[] all = parts.stream().flatMapToDouble(part -> IntStream.range(0, part.length).mapToDouble(i -> part[i])).toArray();
            List<Double> margins = margins();
            Map<String, Double> named = new LinkedHashMap<>();
            named.put("min_reward", Arrays.stream(all).min().orElseThrow());
            named.put("mean_reward", Arrays.stream(all).average().orElseThrow());
            named.put("max_reward", Arrays.stream(all).max().orElseThrow());
            named.put("accuracy", margins.stream().filter(margin -> margin > 0).count() / (double) margins.size());
            named.put("margin", margins.stream().mapToDouble(margin -> margin).average().orElseThrow());
            return named;
        }
    }

    /// Means over the batches of the evaluation pairs; `eval_accuracy` is the share of pairs whose chosen answer scores higher.
    @Override public Map<String, Double> evaluate() {
        List<Map<String, Double>> batches = new ArrayList<>();
        for (List<TokenPair> batch : evaluation) {
            var scores = new Scores();
            double loss = 0;
            for (List<TokenPair> part : parts(batch)) {
                AnswerBatch answers = answers(part);
                float[] found = inOrder(answers, places -> learner.scores(answers.tokens(), places));
                scores.add(found);
                loss += judge(found, part, batch.size()).loss;
            }
            Map<String, Double> named = scores.named();
            named.put("loss", loss);
            batches.add(named);
        }
        return Metrics.evaluated(batches);
    }

    @Override public void probe(List<TokenPair> batch) {
        for (List<TokenPair> part : parts(batch)) learn(answers(part), part, batch.size(), 1, Learner.WITHOUT_DROPOUT, new Scores());
        learner.clearGradients();
    }

    @Override public TrainingState state() {
        return new Remembered<>(state, Memory.class, () -> new Memory(margins.all()), memory -> margins.recall(memory.margins));
    }
}
