package dev.hone.algorithm.dpo;

import dev.hone.algorithm.dpo.PairMetrics.Scoring;
import dev.hone.loss.AnswerLogProbs;
import dev.hone.loss.DpoLoss;
import dev.hone.loss.DpoLossType;
import dev.hone.loss.PreferenceInputs;
import dev.hone.loss.PreferenceWeights;
import dev.hone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// DPO and its relatives: `Σ_k weight_k · mean over pairs of loss_k`, as TRL's `DPOTrainer` computes it.
/// Source: Rafailov et al. 2023, arXiv:2305.18290, equation 7, and the losses of [DpoLoss].
record PairLoss(DpoSettings settings) implements PreferenceLoss {
    @Override public Judged of(Answers answers, Said said, MicroBatch whole) {
        int pairs = answers.chosen().size();
        return Judged.of(said.logProbs(), Map.of(), policy -> {
            PreferenceInputs inputs = inputs(policy, Tensor.of(said.reference(), said.reference().length), answers);
            Tensor weights = settings.useWeighting()
                    ? Tensor.of(PreferenceWeights.of(said.logProbs(), said.logSumSquares(), answers.chosen(), answers.rejected()), pairs) : null;
            Tensor loss = null;
            List<DpoLossType> types = settings.pairLosses();
            for (int k = 0; k < types.size(); k++) {
                Tensor perPair = DpoLoss.of(types.get(k), inputs, settings.formula());
                if (weights != null) perPair = perPair.mul(weights);
                boolean isMean = perPair.numel() != pairs;
                Tensor share = (isMean ? perPair.mean() : perPair.sum().div(whole.examples())).mul(settings.weight(k));
                loss = loss == null ? share : loss.add(share);
            }
            return loss;
        });
    }

    private PreferenceInputs inputs(Tensor policy, Tensor reference, Answers answers) {
        List<int[]> chosen = answers.chosen(), rejected = answers.rejected();
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

    @Override public PairMetrics metrics() {
        return new PairMetrics(Scoring.byLogRatio(settings.beta()));
    }

    @Override public boolean couplesExamples() {
        return settings.pairLosses().stream().anyMatch(DpoLossType::couplesPairs);
    }
}
