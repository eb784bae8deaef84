package dev.hone.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A metric over the steps. Values that are not numbers stay in: they are gaps that a curve must show.
record Series(String name, double[] steps, double[] values) {
    /// @param rows metrics in order, each with `step`; rows without the metric are passed over
    static Series of(String name, List<Map<String, Double>> rows) {
        List<Map<String, Double>> measured = rows.stream().filter(row -> row.get(name) != null).toList();
        return new Series(name, measured.stream().mapToDouble(row -> row.get("step")).toArray(),
                measured.stream().mapToDouble(row -> row.get(name)).toArray());
    }

    int length() {
        return steps.length;
    }

    boolean isNumber(int i) {
        return Double.isFinite(values[i]);
    }

    /// The places of the values that are numbers.
    IntStream numbers() {
        return IntStream.range(0, length()).filter(this::isNumber);
    }

    /// The places of those that are not.
    IntStream gaps() {
        return IntStream.range(0, length()).filter(i -> !isNumber(i));
    }

    double lowest() {
        return numbers().mapToDouble(i -> values[i]).min().orElse(Double.NaN);
    }

    double highest() {
        return numbers().mapToDouble(i -> values[i]).max().orElse(Double.NaN);
    }

    /// The mean of each number and of as many neighbours on either side: fewer where an end is near, and none where the end is
    /// nearer than half the reach. Gaps stay gaps.
    /// @param reach how many on either side
    Series smoothed(int reach) {
        double[] means = new double[length()];
        for (int i = 0; i < length(); i++) {
            int near = Math.min(reach, Math.min(i, length() - 1 - i));
            means[i] = isNumber(i) && near >= reach / 2 ? mean(i - near, i + near) : Double.NaN;
        }
        return new Series(name, steps, means);
    }

    private double mean(int first, int last) {
        return IntStream.rangeClosed(first, last).filter(this::isNumber).mapToDouble(i -> values[i]).average().orElse(Double.NaN);
    }

    /// How far numbers lie from those of another series of the same steps, on average, as a share of their range.
    double distance(Series other) {
        return numbers().filter(other::isNumber).mapToDouble(i -> Math.abs(values[i] - other.values[i])).average().orElse(0) / (highest() - lowest());
    }

    /// Few enough points to draw and carry, with the same look: of each of some equal stretches the first, lowest, highest and last
    /// stay, and a gap if there is one.
    /// Source: Jugel et al. 2014, "M4: A Visualization-Oriented Time Series Data Aggregation".
    Series thinned(int stretches) {
        if (length() <= 4 * stretches) return this;
        List<Integer> kept = new ArrayList<>();
        for (int s = 0; s < stretches; s++) {
            int from = (int) ((long) s * length() / stretches), to = (int) ((long) (s + 1) * length() / stretches);
            keep(from, to).forEach(kept::add);
        }
        return new Series(name, kept.stream().mapToDouble(i -> steps[i]).toArray(), kept.stream().mapToDouble(i -> values[i]).toArray());
    }

    private IntStream keep(int from, int to) {
        int lowest = from, highest = from, gap = from;
        for (int i = from; i < to; i++) {
            if (!isNumber(i)) gap = i;
            else {
                if (!isNumber(lowest) || values[i] < values[lowest]) lowest = i;
                if (!isNumber(highest) || values[i] > values[highest]) highest = i;
            }
        }
        return IntStream.of(from, lowest, highest, gap, to - 1).sorted().distinct();
    }
}
