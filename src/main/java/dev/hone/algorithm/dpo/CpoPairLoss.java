package dev.hone.algorithm.dpo;

import dev.hone.algorithm.dpo.PairMetrics.Scoring;
import dev.hone.loss.AnswerLogProbs;
import dev.hone.loss.CpoLoss;
import dev.hone.loss.CpoLossType;
import dev.hone.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// CPO, SimPO and AlphaPO: the chosen answer shall be likelier than the rejected one, and stay likely; see [CpoLoss]. No reference.
record CpoPairLoss(CpoLossType type, CpoLoss.Settings settings) implements PreferenceLoss {
    @Override public Judged of(Answers answers, Said said, MicroBatch whole) {
        double surprise = settings.cpoAlpha() == 0 ? 0 : Surprise.share(said.logProbs(), answers.chosen(), whole);
        return Judged.of(said.logProbs(), Map.of("nll_loss", surprise), policy -> CpoLoss.of(type, scores(policy, answers.chosen()),
                scores(policy, answers.rejected()), Surprise.of(policy, answers.chosen(), whole), settings).sum().div(whole.examples()));
    }

    private Tensor scores(Tensor logProbs, List<int[]> answers) {
        return type.byToken() ? AnswerLogProbs.means(logProbs, answers) : AnswerLogProbs.sums(logProbs, answers);
    }

    @Override public PairMetrics metrics() {
        return new PairMetrics(new Scoring(settings.beta(), type.byToken(), (now, _) -> CpoLoss.score(now, settings.alpha()), false));
    }
}
