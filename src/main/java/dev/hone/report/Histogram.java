package dev.hone.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How often lengths occur, in bins of one width that begin at 0.
/// @param title  what is counted
/// @param note   the lengths in words
/// @param width  how many lengths a bin takes
/// @param counts of each bin
public record Histogram(String title, String note, int width, List<Integer> counts) {
    private static final int BINS = 24;

    /// @param lengths in tokens, in any order
    public static Histogram of(String title, int[] lengths) {
        if (lengths.length == 0) return new Histogram(title, "none", 1, List.of());
        int[] sorted = lengths.clone();
        Arrays.sort(sorted);
        int longest = sorted[sorted.length - 1];
        int width = (int) Math.max(1, Axis.step(longest + 1, BINS));
        int[] counts = new int[longest / width + 1];
        for (int length : sorted) counts[length / width]++;
        String note = "shortest %s, median %s, 95 %% up to %s, longest %s tokens".formatted(NumberText.of(sorted[0]),
                NumberText.of(quantile(sorted, 0.5)), NumberText.of(quantile(sorted, 0.95)), NumberText.of(longest));
        return new Histogram(title, note, width, Arrays.stream(counts).boxed().toList());
    }

    /// The smallest length that this share of all does not exceed.
    private static int quantile(int[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    void write(Html html, String id) {
        try (var _ = html.open("figure", "class", "chart")) {
            html.element("h3", title);
            if (!counts.isEmpty()) draw(html, id);
            html.element("figcaption", note);
        }
    }

    private void draw(Html html, String id) {
        Axis across = Axis.exact(0, (double) width * counts.size(), 6, Chart.LEFT, Chart.RIGHT);
        Axis up = Axis.rounded(0, counts.stream().mapToInt(count -> count).max().orElseThrow(), 4, Chart.BOTTOM, Chart.TOP);
        try (var _ = html.open("svg", "viewBox", Chart.VIEW, "role", "img", "aria-labelledby", id + "-title " + id + "-text")) {
            html.element("title", title, "id", id + "-title").element("desc", note, "id", id + "-text");
            Chart.axes(html, across, up);
            IntStream.range(0, counts.size()).filter(i -> counts.get(i) > 0).forEach(i -> bar(html, i, across, up));
        }
    }

    private void bar(Html html, int i, Axis across, Axis up) {
        double left = across.place((double) i * width), right = across.place((double) (i + 1) * width), top = up.place(counts.get(i));
        try (var _ = html.open("rect", "class", "fill", "x", Chart.coordinate(left + 0.5), "y", Chart.coordinate(top),
                "width", Chart.coordinate(right - left - 1), "height", Chart.coordinate(Chart.BOTTOM - top))) {
            html.element("title", "%s to %s: %s".formatted(NumberText.of(i * width), NumberText.of((i + 1) * width - 1), NumberText.of(counts.get(i))));
        }
    }
}
