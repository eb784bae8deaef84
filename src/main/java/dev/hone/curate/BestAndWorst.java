package dev.hone.curate;

import dev.hone.curate.PairOutcome.None;
import dev.hone.curate.PairOutcome.Pair;
import dev.hone.settings.UserError;
import java.util.List;

/// Of several answers to one prompt, the one with the highest score is better than that with the lowest.
/// @param margin by which the two must differ at least, from 0 on; equal ones never make a pair
public record BestAndWorst(double margin) {
    public BestAndWorst {
        if (!(margin >= 0 && Double.isFinite(margin))) throw new UserError("--margin is " + margin + "; expected a number from 0 on");
    }

    /// @param scores of the answers, in their order; NaN for one that could not be judged
    public PairOutcome of(List<String> answers, double[] scores) {
        int best = -1, worst = -1;
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) continue;
            if (best < 0 || scores[i] > scores[best]) best = i;
            if (worst < 0 || scores[i] < scores[worst]) worst = i;
        }
        if (best < 0) return new None("no answer could be judged");
        if (scores[best] == scores[worst]) return new None("all answers score the same");
        if (scores[best] - scores[worst] < margin) return new None("best and worst answer are closer than the margin");
        if (answers.get(best).equals(answers.get(worst))) return new None("best and worst answer are the same text");
        return new Pair(answers.get(best), answers.get(worst));
    }
}
