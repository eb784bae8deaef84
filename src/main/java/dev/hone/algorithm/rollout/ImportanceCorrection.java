package dev.hone.algorithm.rollout;

import dev.hone.batch.LabelNumbers;
import dev.hone.loss.SamplingCorrection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Weights answers that another model gave by how much more likely the policy was to give them. Both models' log-probabilities have to be known.
/// @param least lower bound of a ratio, 0 for none
/// @param most  upper bound, infinite for none
public record ImportanceCorrection(SamplingCorrection mode, double least, double most) {
    /// A ratio for each token that was said, those of all answers end to end.
    public float[] ratios(List<Rollout> answers) {
        return mode.ratios(LabelNumbers.joined(answers.stream().map(Rollout::old).toList()), LabelNumbers.joined(answers.stream().map(Rollout::sampled).toList()),
                answers.stream().mapToInt(Rollout::said).toArray(), least, most);
    }

    /// Under TRL's names; of tokens, or of answers where an answer has one ratio.
    public Map<String, Double> named(List<Rollout> answers) {
        float[] ratios = ratios(answers);
        int[] starts = new int[answers.size()];
        for (int i = 1; i < starts.length; i++) starts[i] = starts[i - 1] + answers.get(i - 1).said();
        var seen = (mode.ofSequences() ? IntStream.of(starts) : IntStream.range(0, ratios.length)).mapToDouble(t -> ratios[t]).summaryStatistics();
        Map<String, Double> named = new LinkedHashMap<>();
        named.put("sampling/importance_sampling_ratio/min", seen.getMin());
        named.put("sampling/importance_sampling_ratio/mean", seen.getAverage());
        named.put("sampling/importance_sampling_ratio/max", seen.getMax());
        return named;
    }
}
