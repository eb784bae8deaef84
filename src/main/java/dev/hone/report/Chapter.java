package dev.hone.report;

import java.util.List;
import java.util.Map;

/// One part of a longer story: what was done, its numbers, a few of its curves, and answers before and after.
/// @param about   what happens, in a sentence or two
/// @param facts   the numbers that matter
/// @param metrics numbers by TRL's names in order, each row with `step`
/// @param curves  those of them that are drawn
/// @param answers of the models before and after
public record Chapter(String title, String about, List<Fact> facts, List<Map<String, Double>> metrics, List<Curve> curves, List<Growth.Prompt> answers)
        implements Section {

    /// @param metric TRL's name
    /// @param words  what to look for
    public record Curve(String metric, String words) {}

    @Override public void write(Html html) {
        html.element("p", about, "class", "tale");
        new Facts(title, facts).write(html);
        try (var _ = html.open("div", "class", "charts")) {
            for (Curve curve : curves) draw(html, curve);
        }
        new Growth(title, answers).write(html);
    }

    private void draw(Html html, Curve curve) {
        var panel = new Panel(curve.metric, List.of(Series.of(curve.metric, metrics)));
        if (!panel.isCurve()) return;
        try (var _ = html.open("div")) {
            new Chart(panel).write(html, Section.id(title + " " + curve.metric));
            html.element("p", curve.words, "class", "quiet");
        }
    }
}
