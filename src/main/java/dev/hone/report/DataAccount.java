package dev.hone.report;

import java.util.List;

/// What became of the rows of the data, and how long they are.
/// @param whole         rows used as they are
/// @param cut           rows used, but shortened
/// @param dropped       rows not used, by reason
/// @param tokens        tokens of the rows used
/// @param trainedTokens those that count in the loss
/// @param lengths       lengths by kind, for example of prompts and of answers
public record DataAccount(long whole, long cut, List<Dropped> dropped, long tokens, long trainedTokens, List<Histogram> lengths)
        implements Section {

    public record Dropped(String reason, long rows) {}

    @Override public String title() {
        return "Data";
    }

    public long rows() {
        return whole + cut + dropped.stream().mapToLong(Dropped::rows).sum();
    }

    @Override public void write(Html html) {
        try (var _ = html.open("table", "class", "account")) {
            html.element("caption", "What became of " + NumberText.of(rows()) + " rows, and which of their tokens are trained");
            try (var _ = html.open("thead"); var _ = html.open("tr")) {
                html.element("td", "").element("th", "Count", "scope", "col").element("th", "Share", "scope", "col").element("td", "");
            }
            try (var _ = html.open("tbody")) {
                row(html, "used whole", whole, rows());
                row(html, "used, but cut", cut, rows());
                for (Dropped drop : dropped) row(html, "dropped: " + drop.reason, drop.rows, rows());
            }
            try (var _ = html.open("tbody")) {
                row(html, "tokens trained", trainedTokens, tokens);
                row(html, "tokens only read", tokens - trainedTokens, tokens);
            }
        }
        try (var _ = html.open("div", "class", "charts")) {
            for (int i = 0; i < lengths.size(); i++) lengths.get(i).write(html, "lengths-" + i);
        }
    }

    private static void row(Html html, String name, long part, long whole) {
        try (var _ = html.open("tr")) {
            html.element("th", name, "scope", "row").element("td", NumberText.of(part), "class", "number")
                    .element("td", NumberText.share(part, whole), "class", "number");
            try (var _ = html.open("td", "class", "bar");
                 var _ = html.open("svg", "viewBox", "0 0 100 8", "preserveAspectRatio", "none", "aria-hidden", "true")) {
                html.leaf("rect", "class", "track", "width", "100", "height", "8");
                html.leaf("rect", "class", "fill", "width", Chart.coordinate(whole == 0 ? 0 : 100.0 * part / whole), "height", "8");
            }
        }
    }
}
