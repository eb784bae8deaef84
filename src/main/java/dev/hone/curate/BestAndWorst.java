package dev.hone.curate;

import dev.hone.curate.PairOutcome.None;
import dev.hone.curate.PairOutcome.Pair;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.stream.IntStream;

/// Of several answers to one prompt, the one with the highest score is better than that with the lowest. Where lengths have
/// to match, it is the two that lie furthest apart among those that do: so that length is not what is learned.
/// @param margin      by which the scores must differ at least, from 0 on; equal ones never make a pair
/// @param lengthRatio how many times as many tokens as the shorter answer the longer one may have, from 1 on; infinite for any
public record BestAndWorst(double margin, double lengthRatio) {
    public BestAndWorst {
        if (!(margin >= 0 && Double.isFinite(margin))) throw new UserError("margin is " + margin + "; expected a number from 0 on");
        if (!(lengthRatio >= 1)) throw new UserError("length_ratio is " + lengthRatio + "; expected a number from 1 on, such as 1.2");
    }

    /// @param scores of the answers, in their order; NaN for one that could not be judged
    public PairOutcome of(List<OwnAnswer> answers, double[] scores) {
        int[] judged = IntStream.range(0, scores.length).filter(i -> !Double.isNaN(scores[i])).toArray();
        if (judged.length == 0) return new None("no answer could be judged");
        int best = judged[0], worst = judged[0];
        for (int better : judged) for (int worse : judged)
            if (scores[better] - scores[worse] > scores[best] - scores[worst] && lengthsMatch(answers.get(better), answers.get(worse))) {
                best = better;
                worst = worse;
            }
        if (best == worst) return new None(IntStream.of(judged).allMatch(i -> scores[i] == scores[judged[0]])
                ? "all answers score the same" : "answers that score differently differ too much in length");
        if (scores[best] - scores[worst] < margin) return new None("best and worst answer are closer than the margin");
        if (answers.get(best).text().equals(answers.get(worst).text())) return new None("best and worst answer are the same text");
        return new Pair(answers.get(best).text(), answers.get(worst).text());
    }

    /// Asked the other way round, as a ratio of any times no token is no number.
    private boolean lengthsMatch(OwnAnswer one, OwnAnswer other) {
        return !(Math.max(one.tokens(), other.tokens()) > lengthRatio * Math.min(one.tokens(), other.tokens()));
    }
}
