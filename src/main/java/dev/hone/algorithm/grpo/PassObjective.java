package dev.hone.algorithm.grpo;

import dev.hone.algorithm.rollout.ImportanceCorrection;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.RolloutPass;
import dev.hone.algorithm.rollout.RolloutPass.Placed;
import dev.hone.batch.LabelNumbers;
import dev.hone.loss.GrpoDenominators;
import dev.hone.loss.GrpoInputs;
import dev.hone.loss.GrpoLoss;
import dev.hone.loss.GrpoMetrics;
import dev.hone.model.Predictions;
import dev.hone.model.TokenLearner.Objective;
import dev.hone.model.TokenLearner.Slopes;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What the answers of a pass cost, each in its own micro-batch, and how that changes with each label.
final class PassObjective implements Objective {
    private final RolloutPass pass;
    private final GrpoLoss.Settings formula;
    private final List<GrpoDenominators> whole;
    private final ImportanceCorrection correction;
    private final Map<Integer, GrpoMetrics> seen = new TreeMap<>();
    private double loss;

    /// @param whole      of each micro-batch of the step
    /// @param correction of answers that another model gave; null for the policy's own
    PassObjective(RolloutPass pass, GrpoLoss.Settings formula, List<GrpoDenominators> whole, ImportanceCorrection correction) {
        this.pass = pass;
        this.formula = formula;
        this.whole = whole;
        this.correction = correction;
    }

    @Override public Slopes of(Predictions said) {
        float[] slopes = new float[said.labels()];
        float[] entropySlopes = formula.entropyCoef() == 0 ? null : new float[said.labels()];
        int[] micros = pass.answers().stream().mapToInt(Placed::microBatch).distinct().toArray();
        for (int micro : micros) add(micro, said, slopes, entropySlopes);
        double balance = pass.answers().stream().mapToDouble(answer -> 1.0 / (whole.get(answer.microBatch()).answers() * whole.size())).sum();
        return new Slopes(slopes, entropySlopes, balance);
    }

    private void add(int micro, Predictions said, float[] slopes, float[] entropySlopes) {
        int[] members = IntStream.range(0, pass.answers().size()).filter(a -> pass.answers().get(a).microBatch() == micro).toArray();
        int[] labels = Arrays.stream(members).flatMap(a -> Arrays.stream(pass.labels(a))).toArray();
        List<Rollout> answers = Arrays.stream(members).mapToObj(a -> pass.answers().get(a).rollout()).toList();
        try (var _ = TensorScope.open()) {
            Tensor logProbs = Tensor.of(LabelNumbers.picked(said.logProbs(), labels), labels.length).requireGrad();
            Tensor entropies = Tensor.of(LabelNumbers.picked(said.entropies(), labels), labels.length);
            if (entropySlopes != null) entropies.requireGrad();
            var inputs = new GrpoInputs(logProbs, known(answers, Rollout::old), known(answers, Rollout::reference), known(answers, Rollout::sampled),
                    correction == null ? null : correction.ratios(answers), entropies, advantages(answers), answers.stream().mapToInt(Rollout::said).toArray());
            GrpoLoss.Result result = GrpoLoss.of(inputs, whole.get(micro), formula);
            result.loss().backward();
            loss += result.loss().item();
            seen.put(micro, result.metrics());
            LabelNumbers.add(logProbs.grad().toFloats(), labels, slopes);
            if (entropySlopes != null) LabelNumbers.add(entropies.grad().toFloats(), labels, entropySlopes);
        }
    }

    private static float[] advantages(List<Rollout> answers) {
        float[] advantages = new float[answers.size()];
        for (int i = 0; i < advantages.length; i++) advantages[i] = (float) answers.get(i).advantage();
        return advantages;
    }

    /// What is known of the tokens of all answers, end to end; null where it is not known.
    private static float[] known(List<Rollout> answers, Function<Rollout, float[]> what) {
        return answers.stream().allMatch(answer -> what.apply(answer) != null) ? LabelNumbers.joined(answers.stream().map(what).toList()) : null;
    }

    /// Adds what this pass saw of each micro-batch.
    /// @return its share of the step's loss
    double take(GrpoMetrics[] metrics) {
        seen.forEach((micro, part) -> metrics[micro] = metrics[micro].plus(part));
        return loss;
    }
}
