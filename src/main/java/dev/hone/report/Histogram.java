package dev.hone.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// How often numbers occur, in bins of one width; of one kind, or of two kinds side by side.
/// @param title what is counted
/// @param note  the numbers in words
/// @param low   where the first bin begins, a multiple of the width
/// @param width of a bin
/// @param kinds one or two, with equally many bins; none where nothing was counted
public record Histogram(String title, String note, double low, double width, List<Kind> kinds) {
    private static final int BINS = 24;

    /// @param name   empty where it is the only kind
    /// @param counts of each bin
    public record Kind(String name, List<Integer> counts) {}

    /// Numbers of a kind, in any order.
    private record Numbers(String name, double[] numbers) {
        double[] sorted() {
            return DoubleStream.of(numbers).sorted().toArray();
        }
    }

    /// @param lengths in tokens
    public static Histogram of(String title, int[] lengths) {
        return of(title, lengths, "tokens");
    }

    /// @param lengths in words
    public static Histogram ofWords(String title, int[] lengths) {
        return of(title, lengths, "words");
    }

    private static Histogram of(String title, int[] lengths, String unit) {
        if (lengths.length == 0) return new Histogram(title, "none", 0, 1, List.of());
        double[] sorted = IntStream.of(lengths).sorted().asDoubleStream().toArray();
        String note = "shortest %s, median %s, 95 %% up to %s, longest %s %s".formatted(NumberText.of(sorted[0]),
                NumberText.of(quantile(sorted, 0.5)), NumberText.of(quantile(sorted, 0.95)), NumberText.of(sorted[sorted.length - 1]), unit);
        return counted(title, note, 0, 1, List.of(new Numbers("", sorted)));
    }

    /// Lengths of two kinds, of each at least one.
    public static Histogram ofLengths(String title, String one, int[] lengths, String other, int[] others) {
        var kinds = List.of(new Numbers(one, IntStream.of(lengths).asDoubleStream().toArray()), new Numbers(other, IntStream.of(others).asDoubleStream().toArray()));
        return counted(title, medians(kinds, " tokens"), 0, 1, kinds);
    }

    /// @param numbers at least one, all finite
    public static Histogram ofNumbers(String title, double[] numbers) {
        double[] sorted = DoubleStream.of(numbers).sorted().toArray();
        String note = "%s numbers: lowest %s, median %s, highest %s; %s below 0".formatted(NumberText.of(sorted.length), NumberText.of(sorted[0]),
                NumberText.of(quantile(sorted, 0.5)), NumberText.of(sorted[sorted.length - 1]),
                NumberText.share(Arrays.stream(sorted).filter(number -> number < 0).count(), sorted.length));
        return counted(title, note, sorted[0], 0, List.of(new Numbers("", sorted)));
    }

    private static String medians(List<Numbers> kinds, String unit) {
        return String.join("; ", kinds.stream().map(kind -> kind.name + ": median " + NumberText.of(quantile(kind.sorted(), 0.5))
                + ", longest " + NumberText.of(quantile(kind.sorted(), 1)) + unit).toList());
    }

    /// @param lowest where bins begin at the latest
    /// @param finest width that a bin has at least
    private static Histogram counted(String title, String note, double lowest, double finest, List<Numbers> kinds) {
        double highest = kinds.stream().flatMapToDouble(kind -> DoubleStream.of(kind.numbers)).max().orElseThrow();
        double range = highest - lowest + finest;
        double width = Math.max(finest, Axis.step(range > 0 ? range : 1, BINS));
        double low = Math.floor(lowest / width) * width;
        int bins = bin(highest, low, width) + 1;
        return new Histogram(title, note, low, width, kinds.stream().map(kind -> new Kind(kind.name, counts(kind.numbers, low, width, bins))).toList());
    }

    private static List<Integer> counts(double[] numbers, double low, double width, int bins) {
        int[] counts = new int[bins];
        for (double number : numbers) counts[bin(number, low, width)]++;
        return Arrays.stream(counts).boxed().toList();
    }

    private static int bin(double number, double low, double width) {
        return Math.max(0, (int) Math.floor((number - low) / width));
    }

    /// The smallest number that this share of all does not exceed.
    private static double quantile(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private int bins() {
        return kinds.getFirst().counts.size();
    }

    void write(Html html, String id) {
        try (var _ = html.open("figure", "class", "chart")) {
            html.element("h3", title);
            if (!kinds.isEmpty()) draw(html, id);
            try (var _ = html.open("figcaption")) {
                if (kinds.size() > 1) legend(html);
                html.element("p", note);
            }
        }
    }

    private void draw(Html html, String id) {
        Axis across = Axis.exact(low, low + width * bins(), 6, Chart.LEFT, Chart.RIGHT);
        Axis up = Axis.rounded(0, kinds.stream().flatMap(kind -> kind.counts.stream()).mapToInt(count -> count).max().orElseThrow(), 4, Chart.BOTTOM, Chart.TOP);
        try (var _ = html.open("svg", "viewBox", Chart.VIEW, "role", "img", "aria-labelledby", id + "-title " + id + "-text")) {
            html.element("title", title, "id", id + "-title").element("desc", note, "id", id + "-text");
            Chart.axes(html, across, up);
            for (int kind = 0; kind < kinds.size(); kind++)
                for (int bin = 0; bin < bins(); bin++) if (kinds.get(kind).counts.get(bin) > 0) bar(html, kind, bin, across, up);
        }
    }

    /// In its bin, beside those of the other kinds.
    private void bar(Html html, int kind, int bin, Axis across, Axis up) {
        double from = low + bin * width, share = width / kinds.size();
        double left = across.place(from + kind * share), right = across.place(from + (kind + 1) * share), top = up.place(kinds.get(kind).counts.get(bin));
        try (var _ = html.open("rect", "class", "fill fill-" + kind, "x", Chart.coordinate(left + 0.5), "y", Chart.coordinate(top),
                "width", Chart.coordinate(right - left - 1), "height", Chart.coordinate(Chart.BOTTOM - top))) {
            html.element("title", "%s%s to below %s: %s".formatted(kinds.get(kind).name.isEmpty() ? "" : kinds.get(kind).name + ", ",
                    NumberText.of(from), NumberText.of(from + width), NumberText.of(kinds.get(kind).counts.get(bin))));
        }
    }

    private void legend(Html html) {
        try (var _ = html.open("ul", "class", "legend")) {
            for (int kind = 0; kind < kinds.size(); kind++) {
                try (var _ = html.open("li")) {
                    try (var _ = html.open("svg", "class", "swatch", "viewBox", "0 0 26 8", "aria-hidden", "true")) {
                        html.leaf("rect", "class", "fill fill-" + kind, "x", "1", "y", "0.75", "width", "24", "height", "6.5");
                    }
                    html.text(kinds.get(kind).name);
                }
            }
        }
    }
}
