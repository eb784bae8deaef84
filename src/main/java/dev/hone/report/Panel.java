package dev.hone.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Metrics that belong into one chart: a metric and the same one in evaluation, and the two sides of a pair.
record Panel(String title, List<Series> series) {
    private static final Set<String> PLACES = Set.of("step", "epoch");

    /// The panels of a run, in the order in which its metrics appear.
    static List<Panel> of(List<Map<String, Double>> rows) {
        Map<String, Panel> panels = new LinkedHashMap<>();
        for (String name : names(rows)) {
            panels.computeIfAbsent(title(name), title -> new Panel(title, new ArrayList<>())).series.add(Series.of(name, rows));
        }
        return List.copyOf(panels.values());
    }

    /// A single number is no curve.
    boolean isCurve() {
        return series.stream().anyMatch(one -> one.numbers().count() > 1);
    }

    private static Set<String> names(List<Map<String, Double>> rows) {
        Map<String, Boolean> names = new LinkedHashMap<>();
        for (Map<String, Double> row : rows) row.keySet().forEach(name -> names.put(name, true));
        names.keySet().removeAll(PLACES);
        return names.keySet();
    }

    private static String title(String metric) {
        return metric.replaceFirst("^eval_", "").replaceFirst("/(chosen|rejected)$", "");
    }
}
