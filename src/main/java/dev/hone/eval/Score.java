package dev.hone.eval;

import dev.hone.data.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// One number of a benchmark with its 95 % interval.
/// @param metric the name
/// @param value  the mean of the marks, or what the benchmark's own formula gives
/// @param count  how many marks went in
/// @param low    lower end of the interval
/// @param high   upper end of the interval
public record Score(String metric, double value, int count, double low, double high) {
    /// Quantile of the normal distribution that leaves 2.5 % above it.
    private static final double Z = 1.959963984540054;

    /// Scores by metric, each with its `value`, `count` and `interval`.
    public static ObjectNode json(List<Score> scores) {
        ObjectNode metrics = Json.MAPPER.createObjectNode();
        for (Score score : scores) metrics.putObject(score.metric).put("value", score.value).put("count", score.count).putArray("interval").add(score.low).add(score.high);
        return metrics;
    }

    /// The mean of each metric's marks, in order of first appearance.
    public static List<Score> ofMarks(List<Verdict> verdicts) {
        Map<String, List<Double>> byMetric = new LinkedHashMap<>();
        for (Verdict verdict : verdicts) for (Verdict.Mark mark : verdict.marks())
            byMetric.computeIfAbsent(mark.metric(), _ -> new ArrayList<>()).add(mark.value());
        return byMetric.entrySet().stream().map(metric -> of(metric.getKey(), metric.getValue())).toList();
    }

    /// The mean of marks: with Wilson's interval where each is right or wrong, else with the mean's normal one.
    public static Score of(String metric, List<Double> marks) {
        double sum = 0;
        boolean rightOrWrong = true;
        for (double mark : marks) {
            sum += mark;
            rightOrWrong &= mark == 0 || mark == 1;
        }
        return rightOrWrong ? proportion(metric, Math.toIntExact(Math.round(sum)), marks.size()) : mean(metric, sum / marks.size(), marks);
    }

    /// A share of right answers. Wilson's interval: `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)`, which stays inside
    /// 0 and 1 and does not shrink to a point at 0 of 5. Source: Wilson 1927, Journal of the American Statistical Association 22.
    /// @param right how many are right
    /// @param count of how many, above 0
    public static Score proportion(String metric, int right, int count) {
        double p = (double) right / count, z2 = Z * Z / count;
        double middle = (p + z2 / 2) / (1 + z2);
        double half = Z * Math.sqrt(p * (1 - p) / count + z2 / (4 * count)) / (1 + z2);
        return new Score(metric, p, count, Math.max(0, middle - half), Math.min(1, middle + half));
    }

    /// `mean ± z · s/√n` with the sample's deviation `s`; one mark alone tells nothing of it and gets no width.
    private static Score mean(String metric, double mean, List<Double> marks) {
        double squares = 0;
        for (double mark : marks) squares += (mark - mean) * (mark - mean);
        double half = marks.size() < 2 ? 0 : Z * Math.sqrt(squares / (marks.size() - 1) / marks.size());
        return new Score(metric, mean, marks.size(), mean - half, mean + half);
    }
}
