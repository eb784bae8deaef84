package dev.hone.report;

import java.util.List;
import java.util.Map;

/// Something worth knowing: a name, a value, and a few words that put it into proportion (empty for none).
public record Fact(String name, String value, String note) {
    public Fact(String name, String value) {
        this(name, value, "");
    }

    /// A metric at its last row, and what it was at its first.
    /// @param rows metrics in order
    public static Fact ofMetric(String name, String metric, List<Map<String, Double>> rows) {
        List<Double> values = rows.stream().map(row -> row.get(metric)).filter(value -> value != null && Double.isFinite(value)).toList();
        if (values.isEmpty()) return new Fact(name, "–", "never measured");
        String last = NumberText.of(values.getLast());
        return values.size() == 1 ? new Fact(name, last) : new Fact(name, last, "from " + NumberText.of(values.getFirst()));
    }
}
