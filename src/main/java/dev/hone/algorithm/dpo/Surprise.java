package dev.hone.algorithm.dpo;

import dev.hone.algorithm.dpo.PreferenceLoss.MicroBatch;
import dev.hone.loss.AnswerLogProbs;
import dev.hone.tensor.Tensor;
import java.util.List;

/// The mean of `-log p` over the labels of a micro-batch's chosen texts, which CPO and ORPO add so that the policy goes on writing them.
final class Surprise {
    private Surprise() {}

    /// Each pair's share of it times the number of pairs, `[P]`: their mean over the micro-batch is the surprise.
    /// @param logProbs of the policy, `[L]`
    static Tensor of(Tensor logProbs, List<int[]> texts, MicroBatch whole) {
        return AnswerLogProbs.sums(logProbs, texts).mul(-(double) whole.examples() / whole.chosenTexts());
    }

    /// What these texts add to it.
    static double share(float[] logProbs, List<int[]> texts, MicroBatch whole) {
        double sum = 0;
        for (int[] text : texts) for (int label : text) sum -= logProbs[label];
        return sum / whole.chosenTexts();
    }
}
