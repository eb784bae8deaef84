package dev.hone.algorithm.dpo;

import dev.hone.batch.LabelNumbers;
import dev.hone.loss.CpoLossType;
import dev.hone.loss.DpoLossType;
import dev.hone.loss.KtoLossType;
import dev.hone.loss.OrpoLossType;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What a micro-batch costs, and how that changes with each label's log-probability: one class for each family of losses.
/// A micro-batch may come in parts, whose losses add up.
public interface PreferenceLoss {
    /// What the models say of each label.
    /// @param logProbs      of the policy
    /// @param logSumSquares of the policy's predictions
    /// @param reference     log-probabilities of the reference; zeros where there is none
    record Said(float[] logProbs, float[] logSumSquares, float[] reference) {
        static Said joined(List<Said> parts) {
            return new Said(LabelNumbers.joined(parts.stream().map(Said::logProbs).toList()),
                    LabelNumbers.joined(parts.stream().map(Said::logSumSquares).toList()), LabelNumbers.joined(parts.stream().map(Said::reference).toList()));
        }
    }

    /// What a part has to know of its micro-batch.
    /// @param examples    what the mean is over
    /// @param chosenTexts labels of the chosen answers, and of their prompts where those are learned
    /// @param drift       how far the policy has moved as a whole; 0 where nobody asks
    record MicroBatch(int examples, int chosenTexts, double drift) {
        MicroBatch(List<PreferenceBatch> parts, double drift) {
            this(parts.stream().mapToInt(part -> part.examples().size()).sum(),
                    parts.stream().flatMap(part -> part.answers().chosenTexts().stream()).mapToInt(text -> text.length).sum(), drift);
        }
    }

    /// @param loss   the part's share of the micro-batch's
    /// @param slopes d loss / d log-probability, for each label
    /// @param told   metrics by TRL's names that only this family has: shares too
    record Judged(double loss, float[] slopes, Map<String, Double> told) {
        /// @param cost makes the loss of the policy's log-probabilities, `[L]`
        static Judged of(float[] logProbs, Map<String, Double> told, UnaryOperator<Tensor> cost) {
            try (var _ = TensorScope.open()) {
                Tensor policy = Tensor.of(logProbs.clone(), logProbs.length).requireGrad();
                Tensor loss = cost.apply(policy);
                loss.backward();
                return new Judged(loss.item(), policy.grad().toFloats(), told);
            }
        }
    }

    Judged of(Answers answers, Said said, MicroBatch whole);

    /// What is told of a micro-batch.
    MicroBatchMetrics metrics();

    /// Whether the cost of an example depends on what is said of the others, so that parts of a micro-batch cannot be judged one by one.
    default boolean couplesExamples() {
        return false;
    }

    /// Whether tokens of prompts are learned too.
    default boolean learnsPrompts() {
        return false;
    }

    /// Whether answers are measured against how far the policy has moved as a whole.
    default boolean measuresDrift() {
        return false;
    }

    /// The loss that the settings name.
    static PreferenceLoss of(DpoSettings dpo, KtoSettings kto, CpoSettings cpo) {
        return switch (dpo.form()) {
            case DpoLossType _ -> new PairLoss(dpo);
            case KtoLossType type -> new VerdictLoss(type, kto.formula(dpo.beta()));
            case CpoLossType type -> new CpoPairLoss(type, cpo.formula(dpo));
            case OrpoLossType _ -> new OrpoPairLoss(dpo.beta());
        };
    }
}
