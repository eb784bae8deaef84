package dev.hone.loss;

import dev.hone.tensor.DType;
import dev.hone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How likely whole answers are, from the log-probabilities of their tokens. Answers may share tokens: an answer is the list of
/// the labels that it goes through, and gradients of shared ones add up.
public final class AnswerLogProbs {
    private AnswerLogProbs() {}

    /// `log p(answer) = Σ log p(token)`.
    /// @param logProbs `[L]`, of all labels of a batch
    /// @param answers  for each answer its labels, from 0 to below L
    /// @return `[answers]`
    public static Tensor sums(Tensor logProbs, List<int[]> answers) {
        return weighted(logProbs, answers, answers.stream().map(answer -> filled(answer.length, 1)).toList());
    }

    /// `log p(answer) / |answer|`: what length itself adds is taken out.
    /// @return `[answers]`
    public static Tensor means(Tensor logProbs, List<int[]> answers) {
        return weighted(logProbs, answers, answers.stream().map(answer -> filled(answer.length, 1f / answer.length)).toList());
    }

    /// Both sides of pairs, `[pairs]` each.
    public record Pair(Tensor chosen, Tensor rejected) {}

    /// The first `min(|chosen|, |rejected|)` tokens count whole, what the longer answer has beyond them by `alpha`, so that
    /// length itself is not what is learned.
    /// Source: Liu et al. 2024, arXiv:2409.06411 (LD-DPO).
    /// @param alpha from 0 (nothing beyond counts) to 1 (plain sums)
    public static Pair lengthDesensitised(Tensor logProbs, List<int[]> chosen, List<int[]> rejected, double alpha) {
        int[] common = IntStream.range(0, chosen.size()).map(i -> Math.min(chosen.get(i).length, rejected.get(i).length)).toArray();
        return new Pair(weighted(logProbs, chosen, tails(chosen, common, alpha)), weighted(logProbs, rejected, tails(rejected, common, alpha)));
    }

    private static List<float[]> tails(List<int[]> answers, int[] common, double alpha) {
        return IntStream.range(0, answers.size()).mapToObj(i -> {
            float[] weights = filled(answers.get(i).length, 1);
            Arrays.fill(weights, common[i], weights.length, (float) alpha);
            return weights;
        }).toList();
    }

    private static float[] filled(int length, float value) {
        float[] numbers = new float[length];
        Arrays.fill(numbers, value);
        return numbers;
    }

    private static Tensor weighted(Tensor logProbs, List<int[]> answers, List<float[]> weights) {
        int total = answers.stream().mapToInt(answer -> answer.length).sum();
        int[] labels = new int[total], owners = new int[total];
        float[] factors = new float[total];
        for (int answer = 0, at = 0; answer < answers.size(); answer++)
            for (int t = 0; t < answers.get(answer).length; t++, at++) {
                labels[at] = answers.get(answer)[t];
                owners[at] = answer;
                factors[at] = weights.get(answer)[t];
            }
        Tensor counted = logProbs.indexSelect(0, Tensor.ofIds(labels)).mul(Tensor.of(factors, total));
        return Tensor.zeros(DType.FLOAT32, logProbs.device(), answers.size()).indexAdd(0, Tensor.ofIds(owners), counted);
    }
}
