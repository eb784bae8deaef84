package dev.hone.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What one step saw.
/// @param gradNorm length of the gradient before it was shortened
/// @param tokens   that went through the model
/// @param batches  metrics of each micro-batch by their names, which are averaged over the micro-batches between two log lines
public record Metrics(double loss, double gradNorm, long tokens, List<Map<String, Double>> batches) {
    /// Means over batches that were measured, by `eval_` and their names; of a metric that some batches lack, over the others.
    public static Map<String, Double> evaluated(List<Map<String, Double>> batches) {
        return batches.stream().flatMap(batch -> batch.entrySet().stream())
                .collect(Collectors.groupingBy(metric -> "eval_" + metric.getKey(), TreeMap::new, Collectors.averagingDouble(Map.Entry::getValue)));
    }

    /// A mean in the making.
    public record Mean(double sum, long count) {
        static final Mean NONE = new Mean(0, 0);

        Mean plus(double value) {
            return new Mean(sum + value, count + 1);
        }

        double value() {
            return sum / count;
        }
    }

    /// The steps since the last log line.
    /// @param means by name, over the micro-batches
    public record Window(Mean loss, Map<String, Mean> means, long tokens, double seconds) {
        static final Window EMPTY = new Window(Mean.NONE, Map.of(), 0, 0);

        Window plus(Metrics step, double seconds) {
            Map<String, Mean> all = new LinkedHashMap<>(means);
            for (Map<String, Double> batch : step.batches)
                batch.forEach((name, value) -> all.put(name, all.getOrDefault(name, Mean.NONE).plus(value)));
            return new Window(loss.plus(step.loss), all, tokens + step.tokens, this.seconds + seconds);
        }
    }
}
