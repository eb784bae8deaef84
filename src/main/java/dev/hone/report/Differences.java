package dev.hone.report;

import dev.hone.eval.compare.Comparison;
import dev.hone.eval.compare.Outcome;
import java.util.List;
import java.util.Locale;

/// By how much a second model does better or worse than a first one, a row for each suite, with the intervals drawn to one scale.
/// @param margin a difference that does not matter
public record Differences(double margin, List<Suite> suites) implements Section {
    /// Half the width of a drawing.
    private static final double HALF = 100;

    public record Suite(String name, Comparison comparison, Outcome outcome) {}

    @Override public String title() {
        return "Suite by suite";
    }

    @Override public void write(Html html) {
        double scale = suites.stream().mapToDouble(suite -> Math.max(-suite.comparison.low(), suite.comparison.high())).reduce(margin, Math::max);
        try (var _ = html.open("table", "class", "differences")) {
            html.element("caption", String.format(Locale.ROOT, "Mean marks on the same items, and the difference, second less first, with its 95%% interval. The drawings go from -%s to +%s; grey: within the margin of %s.%s",
                    NumberText.of(scale), NumberText.of(scale), NumberText.of(margin), suites.size() == 1 ? "" : " An interval is of its suite alone; verdicts are stricter, as " + suites.size() + " suites are looked at."));
            try (var _ = html.open("thead"); var _ = html.open("tr")) {
                for (String name : List.of("Suite", "First", "Second", "Difference", "", "Verdict")) html.element("th", name, "scope", "col");
            }
            try (var _ = html.open("tbody")) {
                for (Suite suite : suites) row(html, suite, scale);
            }
        }
    }

    private void row(Html html, Suite suite, double scale) {
        Comparison c = suite.comparison;
        try (var _ = html.open("tr")) {
            html.element("th", suite.name, "scope", "row").element("td", mark(c.first())).element("td", mark(c.second()));
            try (var _ = html.open("td")) {
                html.element("b", signed(c.difference())).text(" ").element("small", signed(c.low()) + " to " + signed(c.high()));
            }
            try (var _ = html.open("td", "class", "interval")) {
                draw(html, c, scale);
            }
            try (var _ = html.open("td")) {
                html.element("strong", suite.outcome.words(), "class", suite.outcome.name().toLowerCase(Locale.ROOT)).leaf("br").element("small", small(suite));
            }
        }
    }

    private String small(Suite suite) {
        Comparison c = suite.comparison;
        String counts = NumberText.of(c.items()) + " items; " + NumberText.of(c.lost()) + " lost, " + NumberText.of(c.gained()) + " gained";
        if (suite.outcome == Outcome.TOO_FEW_ITEMS) counts += "; a difference of " + NumberText.of(margin) + " takes some " + NumberText.of(c.itemsFor(margin));
        return c.hasNothingToLose(margin) ? counts + "; the first gets so little right that this cannot show a loss" : counts;
    }

    private void draw(Html html, Comparison c, double scale) {
        try (var _ = html.open("svg", "viewBox", "0 0 200 16", "preserveAspectRatio", "none", "aria-hidden", "true")) {
            html.leaf("rect", "class", "track", "x", place(-margin, scale), "width", width(2 * margin, scale), "height", "16");
            html.leaf("path", "class", "zero", "d", "M" + place(0, scale) + ",0V16");
            html.leaf("rect", "class", "fill", "x", place(c.low(), scale), "y", "6", "width", width(c.high() - c.low(), scale), "height", "4");
            html.leaf("rect", "class", "fill", "x", place(c.difference() - scale / HALF, scale), "y", "2", "width", "2", "height", "12");
        }
    }

    private static String place(double difference, double scale) {
        return Chart.coordinate(HALF * (1 + difference / scale));
    }

    private static String width(double difference, double scale) {
        return Chart.coordinate(HALF * difference / scale);
    }

    private static String mark(double mark) {
        return String.format(Locale.ROOT, "%.3f", mark);
    }

    private static String signed(double difference) {
        return String.format(Locale.ROOT, "%+.3f", difference);
    }
}
