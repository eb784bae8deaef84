package dev.hone.report;

/// A row of a table that says how many of all something is, with a bar.
final class ShareRow {
    private ShareRow() {}

    static void head(Html html) {
        try (var _ = html.open("thead"); var _ = html.open("tr")) {
            html.element("td", "").element("th", "Count", "scope", "col").element("th", "Share", "scope", "col").element("td", "");
        }
    }

    static void write(Html html, String name, long part, long whole) {
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
