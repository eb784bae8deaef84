package dev.hone.report;

import java.util.List;
import java.util.Locale;

/// What several models can do, one after another: a share with its interval for each, and whether it changed beyond chance.
/// @param about how to read it
/// @param names of the models, in order
/// @param lines one for each thing that is measured
public record Scores(String title, String about, List<String> names, List<Line> lines) implements Section {
    /// @param name  what is measured
    /// @param cells one for each model
    public record Line(String name, List<Cell> cells) {}

    /// @param share  of right answers, from 0 to 1
    /// @param low    lower end of its interval
    /// @param high   upper end
    /// @param change since the model before
    public record Cell(double share, double low, double high, Change change) {}

    /// Whether something changed beyond chance.
    public enum Change {
        BETTER("▲ better"), WORSE("▼ worse"), UNCLEAR("no clear change"), NONE("");

        private final String words;

        Change(String words) {
            this.words = words;
        }
    }

    @Override public void write(Html html) {
        html.element("p", about, "class", "quiet");
        try (var _ = html.open("div", "class", "wide"); var _ = html.open("table", "class", "scores")) {
            try (var _ = html.open("thead"); var _ = html.open("tr")) {
                html.element("td", "");
                for (String name : names) html.element("th", name, "scope", "col");
            }
            try (var _ = html.open("tbody")) {
                for (Line line : lines) write(html, line);
            }
        }
    }

    private static void write(Html html, Line line) {
        try (var _ = html.open("tr")) {
            html.element("th", line.name, "scope", "row");
            for (Cell cell : line.cells) write(html, cell);
        }
    }

    private static void write(Html html, Cell cell) {
        try (var _ = html.open("td")) {
            html.element("b", percent(cell.share) + " %").text(" ").element("small", percent(cell.low) + " to " + percent(cell.high));
            try (var _ = html.open("svg", "viewBox", "0 0 100 8", "preserveAspectRatio", "none", "aria-hidden", "true")) {
                html.leaf("rect", "class", "track", "y", "3", "width", "100", "height", "2");
                html.leaf("rect", "class", "range", "x", place(cell.low), "y", "2", "width", place(cell.high - cell.low), "height", "4");
                html.leaf("rect", "class", "fill", "x", place(Math.clamp(cell.share - 0.01, 0, 0.98)), "width", "2", "height", "8");
            }
            html.element("span", cell.change.words, "class", "change " + cell.change.name().toLowerCase(Locale.ROOT));
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f", 100 * share);
    }

    private static String place(double share) {
        return Chart.coordinate(100 * share);
    }
}
