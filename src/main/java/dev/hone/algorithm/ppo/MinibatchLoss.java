package dev.hone.algorithm.ppo;

import dev.hone.algorithm.ppo.Critic.Reading;
import dev.hone.algorithm.rollout.RolloutPass;
import dev.hone.batch.LabelNumbers;
import dev.hone.loss.PpoLoss;
import dev.hone.loss.PpoMetrics;
import dev.hone.model.ScoreLearner;
import dev.hone.model.TokenLearner;
import dev.hone.model.TokenLearner.Slopes;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a minibatch costs policy and critic: means over all of its tokens and places, in however many passes they go through the models.
final class MinibatchLoss {
    private final PpoSettings settings;
    private final List<Lesson> lessons;
    private final int tokens;
    private final int places;
    private PpoMetrics seen = PpoMetrics.NOTHING;
    private double entropy;

    /// @param lessons which answers in passes are told apart by the numbers of, as `microBatch`
    MinibatchLoss(List<Lesson> lessons, PpoSettings settings) {
        this.settings = settings;
        this.lessons = lessons;
        this.tokens = lessons.stream().mapToInt(lesson -> lesson.advantages().length).sum();
        this.places = lessons.stream().mapToInt(lesson -> lesson.values().length).sum();
    }

    TokenLearner.Objective ofPolicy(RolloutPass pass) {
        int[] labels = pass.batch().answers().stream().flatMapToInt(Arrays::stream).toArray();
        return said -> {
            try (var _ = TensorScope.open()) {
                Tensor logProbs = Tensor.of(LabelNumbers.picked(said.logProbs(), labels), labels.length).requireGrad();
                PpoLoss.Part part = PpoLoss.policy(logProbs, known(pass, lesson -> lesson.rollout().old()), known(pass, Lesson::advantages), settings.cliprange(), tokens);
                part.loss().backward();
                seen = seen.plus(part.metrics());
                for (float each : LabelNumbers.picked(said.entropies(), labels)) entropy += each;
                float[] slopes = new float[said.labels()];
                LabelNumbers.add(logProbs.grad().toFloats(), labels, slopes);
                return Slopes.ofLogProbs(slopes, (double) pass.answers().size() / lessons.size());
            }
        };
    }

    ScoreLearner.Objective ofCritic(RolloutPass pass, Reading reading) {
        int[] read = reading.all();
        return said -> {
            try (var _ = TensorScope.open()) {
                Tensor values = Tensor.of(LabelNumbers.picked(said, read), read.length).requireGrad();
                PpoLoss.Part part = PpoLoss.value(values, known(pass, Lesson::values), known(pass, Lesson::returns), settings.cliprangeValue(), places);
                part.loss().mul(settings.vfCoef()).backward();
                seen = seen.plus(part.metrics());
                float[] slopes = new float[said.length];
                LabelNumbers.add(values.grad().toFloats(), read, slopes);
                return slopes;
            }
        };
    }

    /// What is known of the answers of a pass, end to end.
    private float[] known(RolloutPass pass, Function<Lesson, float[]> what) {
        return LabelNumbers.joined(pass.answers().stream().map(answer -> what.apply(lessons.get(answer.microBatch()))).toList());
    }

    /// Of policy and critic together, once all passes are made.
    double value() {
        return seen.policyLoss() + settings.vfCoef() * seen.valueLoss();
    }

    Map<String, Double> named() {
        Map<String, Double> named = seen.named();
        named.put("policy/entropy_avg", entropy / Math.max(1, tokens));
        return named;
    }
}
