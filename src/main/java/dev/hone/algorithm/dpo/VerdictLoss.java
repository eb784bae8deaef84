package dev.hone.algorithm.dpo;

import dev.hone.loss.AnswerLogProbs;
import dev.hone.loss.KtoLoss;
import dev.hone.loss.KtoLossType;
import dev.hone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// KTO: good answers shall gain on the reference and bad ones lose, each judged by itself; see [KtoLoss].
record VerdictLoss(KtoLossType type, KtoLoss.Settings settings) implements PreferenceLoss {
    @Override public Judged of(Answers answers, Said said, MicroBatch whole) {
        List<int[]> all = Stream.concat(answers.chosen().stream(), answers.rejected().stream()).toList();
        boolean[] good = new boolean[all.size()];
        Arrays.fill(good, 0, answers.chosen().size(), true);
        return Judged.of(said.logProbs(), Map.of("kl", whole.drift() * good.length / whole.examples()), policy -> {
            Tensor before = AnswerLogProbs.sums(Tensor.of(said.reference(), said.reference().length), all);
            return KtoLoss.of(type, AnswerLogProbs.sums(policy, all).sub(before), good, whole.drift(), settings).sum().div(whole.examples());
        });
    }

    @Override public VerdictMetrics metrics() {
        return new VerdictMetrics(settings.beta());
    }

    @Override public boolean measuresDrift() {
        return type.measuresDrift();
    }
}
