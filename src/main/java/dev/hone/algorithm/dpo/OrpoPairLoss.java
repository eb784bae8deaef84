package dev.hone.algorithm.dpo;

import dev.hone.algorithm.dpo.PairMetrics.Scoring;
import dev.hone.loss.AnswerLogProbs;
import dev.hone.loss.OrpoLoss;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.Map;

/// ORPO: fine-tuning on the prompt and the chosen answer, and in the same pass better odds for it than for the rejected one; see
/// [OrpoLoss]. No reference.
record OrpoPairLoss(double beta) implements PreferenceLoss {
    @Override public Judged of(Answers answers, Said said, MicroBatch whole) {
        return Judged.of(said.logProbs(), told(answers, said, whole), policy -> OrpoLoss.of(AnswerLogProbs.means(policy, answers.chosen()),
                AnswerLogProbs.means(policy, answers.rejected()), Surprise.of(policy, answers.chosenTexts(), whole), beta).sum().div(whole.examples()));
    }

    private static Map<String, Double> told(Answers answers, Said said, MicroBatch whole) {
        try (var _ = TensorScope.open()) {
            Tensor logProbs = Tensor.of(said.logProbs(), said.logProbs().length);
            Tensor ahead = OrpoLoss.ahead(AnswerLogProbs.means(logProbs, answers.chosen()), AnswerLogProbs.means(logProbs, answers.rejected()));
            return Map.of("nll_loss", Surprise.share(said.logProbs(), answers.chosenTexts(), whole),
                    "log_odds_ratio", ahead.logSigmoid().sum().item() / whole.examples(), "log_odds_chosen", ahead.sum().item() / whole.examples());
        }
    }

    @Override public PairMetrics metrics() {
        return new PairMetrics(new Scoring(beta, true, (now, _) -> now, false));
    }

    @Override public boolean learnsPrompts() {
        return true;
    }
}
