package dev.hone.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Draws a panel as inline SVG: straight axes, round numbers, a line for each series. The numbers of the points travel as attributes,
/// and the page's script shows them under the pointer; without it the last ones stand there.
final class Chart {
    static final String VIEW = "0 0 480 230";
    static final double LEFT = 62, RIGHT = 468, TOP = 10, BOTTOM = 200;

    /// As many as there are columns of points to tell apart.
    private static final int STRETCHES = 160;
    /// Up to this each point has a dot.
    private static final int FEW = 40;
    /// A curve is noisy if its points lie further from their neighbours' mean, as a share of the whole range.
    private static final double NOISE = 0.02;

    private final Panel panel;
    private final Axis across;
    private final Axis up;

    Chart(Panel panel) {
        this.panel = panel;
        List<Series> all = panel.series();
        across = Axis.exact(all.stream().mapToDouble(one -> one.steps()[0]).min().orElseThrow(),
                all.stream().mapToDouble(one -> one.steps()[one.length() - 1]).max().orElseThrow(), 6, LEFT, RIGHT);
        up = Axis.rounded(all.stream().mapToDouble(Series::lowest).filter(Double::isFinite).min().orElseThrow(),
                all.stream().mapToDouble(Series::highest).filter(Double::isFinite).max().orElseThrow(), 4, BOTTOM, TOP);
    }

    void write(Html html, String id) {
        try (var _ = html.open("figure", "class", "chart", "data-axis",
                across.low() + " " + across.high() + " " + LEFT + " " + RIGHT)) {
            html.element("h3", panel.title());
            try (var _ = html.open("svg", "viewBox", VIEW, "role", "img", "aria-labelledby", id + "-title " + id + "-text")) {
                html.element("title", panel.title() + " over the steps", "id", id + "-title");
                html.element("desc", panel.series().stream().map(Chart::inWords).collect(Collectors.joining(" ")), "id", id + "-text");
                axes(html, across, up);
                for (int i = 0; i < panel.series().size(); i++) line(html, panel.series().get(i), "line-" + i);
                html.leaf("path", "class", "cursor", "d", "M0," + coordinate(TOP) + "V" + coordinate(BOTTOM));
            }
            legend(html);
        }
    }

    static void axes(Html html, Axis across, Axis up) {
        for (double number : up.named()) {
            String y = coordinate(up.place(number));
            html.leaf("path", "class", "grid", "d", "M" + coordinate(LEFT) + "," + y + "H" + coordinate(RIGHT));
            html.element("text", up.name(number), "class", "up", "x", coordinate(LEFT - 8), "y", y);
        }
        for (double number : across.named()) {
            html.element("text", across.name(number), "class", "across", "x", coordinate(across.place(number)), "y", coordinate(BOTTOM + 20));
        }
    }

    private void line(Html html, Series whole, String kind) {
        Series series = whole.thinned(STRETCHES);
        Optional<Series> trend = trend(whole);
        html.leaf("path", "class", (trend.isPresent() ? "line noisy " : "line ") + kind, "d", path(series),
                "data-steps", joined(series.steps()), "data-values", joined(series.values()));
        trend.ifPresent(mean -> html.leaf("path", "class", "trend " + kind, "d", path(mean.thinned(STRETCHES))));
        if (series.length() <= FEW) html.leaf("path", "class", "dots " + kind, "d", dots(series));
        if (series.gaps().findAny().isPresent()) html.leaf("path", "class", "gaps " + kind, "d", crosses(series));
    }

    /// The mean of neighbours, where a curve is too noisy to be followed by eye.
    private static Optional<Series> trend(Series series) {
        return Optional.of(series.smoothed(reach(series))).filter(mean -> series.length() > FEW && series.distance(mean) > NOISE);
    }

    /// One twenty-fifth of the points on either side.
    private static int reach(Series series) {
        return series.length() / 25;
    }

    /// A line through neighbouring numbers, a dot for a number between two gaps.
    private String path(Series series) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < series.length(); i++) {
            if (!series.isNumber(i)) continue;
            boolean begins = i == 0 || !series.isNumber(i - 1);
            boolean ends = i == series.length() - 1 || !series.isNumber(i + 1);
            path.append(begins ? 'M' : 'L').append(point(series, i));
            if (begins && ends) path.append("h0");
        }
        return path.toString();
    }

    /// Strokes of no length, which round ends make into dots.
    private String dots(Series series) {
        return series.numbers().mapToObj(i -> "M" + point(series, i) + "h0").collect(Collectors.joining());
    }

    /// A cross at the foot of the chart for each value that is not a number.
    private String crosses(Series series) {
        return series.gaps().mapToObj(i -> "M" + coordinate(across.place(series.steps()[i]) - 3) + "," + coordinate(BOTTOM - 9) + "l6,6m0,-6l-6,6")
                .collect(Collectors.joining());
    }

    private String point(Series series, int i) {
        return coordinate(across.place(series.steps()[i])) + "," + coordinate(up.place(series.values()[i]));
    }

    private void legend(Html html) {
        try (var _ = html.open("figcaption")) {
            try (var _ = html.open("ul", "class", "legend")) {
                for (int i = 0; i < panel.series().size(); i++) {
                    Series series = panel.series().get(i);
                    try (var _ = html.open("li")) {
                        try (var _ = html.open("svg", "class", "swatch", "viewBox", "0 0 26 8", "aria-hidden", "true")) {
                            html.leaf("path", "class", "line line-" + i, "d", "M2,4H24");
                        }
                        html.text(series.name() + " ").element("b", NumberText.of(series.values()[series.length() - 1]), "class", "value");
                    }
                }
                try (var _ = html.open("li")) {
                    html.text("step ").element("b", NumberText.of(across.high()), "class", "step");
                }
            }
            panel.series().stream().filter(series -> trend(series).isPresent()).findFirst().ifPresent(series ->
                    html.element("p", "bold: mean of " + (2 * reach(series) + 1) + " neighbours"));
            long gaps = panel.series().stream().mapToLong(series -> series.gaps().count()).sum();
            if (gaps > 0) html.element("p", NumberText.of(gaps) + (gaps == 1 ? " value is" : " values are") + " not a number (crosses)");
        }
    }

    private static String inWords(Series series) {
        return "%s: %s at step %s, %s at step %s; between %s and %s.".formatted(series.name(),
                NumberText.of(series.values()[0]), NumberText.of(series.steps()[0]),
                NumberText.of(series.values()[series.length() - 1]), NumberText.of(series.steps()[series.length() - 1]),
                NumberText.of(series.lowest()), NumberText.of(series.highest()));
    }

    private static String joined(double[] numbers) {
        return Arrays.stream(numbers).mapToObj(NumberText::of).collect(Collectors.joining(" "));
    }

    /// A place in a drawing, to a tenth.
    static String coordinate(double place) {
        String text = String.format(Locale.ROOT, "%.1f", place);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
