package dev.hone.report;

import java.util.List;
import java.util.Map;

/// How the metrics went: a chart for each, and a table of those that were measured once.
/// @param rows numbers by TRL's names in order, each row with `step`
public record Curves(List<Map<String, Double>> rows) implements Section {
    @Override public String title() {
        return "Curves";
    }

    @Override public void write(Html html) {
        List<Panel> panels = Panel.of(rows);
        if (panels.isEmpty()) html.element("p", "No metrics were logged.");
        html.element("p", "Point at a chart, or move to it with Tab and use the arrow keys, to read its values.", "class", "quiet live");
        List<Panel> curves = panels.stream().filter(Panel::isCurve).toList();
        try (var _ = html.open("div", "class", "charts")) {
            for (int i = 0; i < curves.size(); i++) new Chart(curves.get(i)).write(html, "curve-" + i);
        }
        List<Fact> once = panels.stream().filter(panel -> !panel.isCurve()).flatMap(panel -> panel.series().stream())
                .map(series -> new Fact(series.name(), NumberText.of(series.values()[series.length() - 1]))).toList();
        if (once.isEmpty()) return;
        html.element("h3", "Measured once");
        new Facts("Measured once", once).write(html);
    }
}
