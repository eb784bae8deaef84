package dev.hone.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One part of a longer story: what was done, its numbers, a few of its curves, and what changed in the answers.
/// @param about   what happens, in a sentence or two
/// @param facts   the numbers that matter
/// @param metrics numbers by TRL's names in order, each row with `step`
/// @param shown   those of them that are drawn, each with what it tells
public record Chapter(String title, String about, List<Fact> facts, List<Map<String, Double>> metrics, Map<String, String> shown,
        List<Answers.Answer> answers) implements Section {

    @Override public void write(Html html) {
        html.element("p", about, "class", "tale");
        new Facts(title, facts).write(html);
        try (var _ = html.open("div", "class", "charts")) {
            for (Panel panel : Panel.of(drawn())) if (panel.isCurve()) draw(html, panel);
        }
        new Answers(answers).write(html);
    }

    private void draw(Html html, Panel panel) {
        try (var _ = html.open("div")) {
            new Chart(panel).write(html, Section.id(title + " " + panel.title()));
            panel.series().stream().map(series -> shown.get(series.name())).filter(words -> words != null).distinct()
                    .forEach(words -> html.element("p", words, "class", "quiet"));
        }
    }

    private List<Map<String, Double>> drawn() {
        return metrics.stream().map(row -> {
            Map<String, Double> drawn = new LinkedHashMap<>(row);
            drawn.keySet().removeIf(name -> !name.equals("step") && !shown.containsKey(name));
            return drawn;
        }).toList();
    }
}
