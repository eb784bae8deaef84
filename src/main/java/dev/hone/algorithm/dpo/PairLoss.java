package dev.hone.algorithm.dpo;

import dev.hone.loss.AnswerLogProbs;
import dev.hone.loss.DpoLoss;
import dev.hone.loss.PreferenceInputs;
import dev.hone.loss.PreferenceWeights;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a micro-batch costs, and how that changes with each label's log-probability:
/// `Σ_k weight_k · mean over pairs of loss_k`, as TRL's `DPOTrainer` computes it.
/// Source: Rafailov et al. 2023, arXiv:2305.18290, equation 7, and the losses of [DpoLoss].
/// @param pairs of the micro-batch: what the mean is over, also where a part of it is judged alone
record PairLoss(DpoSettings settings, int pairs) {
    /// @param loss   this part's share of the micro-batch's
    /// @param slopes d loss / d log-probability, for each label
    record Judged(double loss, float[] slopes) {}

    /// @param logProbs      of the policy, for each label
    /// @param reference     of the reference, the same
    /// @param logSumSquares of the policy's predictions
    /// @param chosen        labels of each pair's chosen answer
    Judged of(float[] logProbs, float[] reference, float[] logSumSquares, List<int[]> chosen, List<int[]> rejected) {
        try (var _ = TensorScope.open()) {
            Tensor policy = Tensor.of(logProbs.clone(), logProbs.length).requireGrad();
            PreferenceInputs inputs = inputs(policy, Tensor.of(reference, reference.length), chosen, rejected);
            Tensor weights = settings.useWeighting()
                    ? Tensor.of(PreferenceWeights.of(logProbs, logSumSquares, chosen, rejected), chosen.size()) : null;
            Tensor loss = null;
            for (int k = 0; k < settings.lossType().size(); k++) {
                Tensor perPair = DpoLoss.of(settings.lossType().get(k), inputs, settings.formula());
                if (weights != null) perPair = perPair.mul(weights);
                boolean isMean = perPair.numel() != chosen.size();
                Tensor share = (isMean ? perPair.mean() : perPair.sum().div(pairs)).mul(settings.weight(k));
                loss = loss == null ? share : loss.add(share);
            }
            loss.backward();
            return new Judged(loss.item(), policy.grad().toFloats());
        }
    }

    private PreferenceInputs inputs(Tensor policy, Tensor reference, List<int[]> chosen, List<int[]> rejected) {
        Tensor tokens = policy.indexSelect(0, Tensor.ofIds(chosen.stream().flatMapToInt(Arrays::stream).toArray()));
        AnswerLogProbs.Pair now = sums(policy, chosen, rejected), before = sums(reference, chosen, rejected);
        return new PreferenceInputs(now.chosen(), now.rejected(), before.chosen(), before.rejected(), lengths(chosen), lengths(rejected), tokens);
    }

    private static Tensor lengths(List<int[]> answers) {
        float[] lengths = new float[answers.size()];
        for (int i = 0; i < lengths.length; i++) lengths[i] = Math.max(1, answers.get(i).length);
        return Tensor.of(lengths, lengths.length);
    }

    private AnswerLogProbs.Pair sums(Tensor logProbs, List<int[]> chosen, List<int[]> rejected) {
        return settings.ldAlpha() == null ? new AnswerLogProbs.Pair(AnswerLogProbs.sums(logProbs, chosen), AnswerLogProbs.sums(logProbs, rejected))
                : AnswerLogProbs.lengthDesensitised(logProbs, chosen, rejected, settings.ldAlpha());
    }

    /// Several parts judged as one, for losses in which pairs depend on each other.
    static List<int[]> joined(List<List<int[]>> parts, int[] labels) {
        List<int[]> all = new ArrayList<>();
        int offset = 0;
        for (int part = 0; part < parts.size(); part++) {
            int before = offset;
            parts.get(part).forEach(answer -> all.add(Arrays.stream(answer).map(label -> label + before).toArray()));
            offset += labels[part];
        }
        return all;
    }
}
