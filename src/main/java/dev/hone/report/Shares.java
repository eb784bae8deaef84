package dev.hone.report;

import java.util.List;

/// How a whole falls into parts, group by group: the rows that came to each step and those that it dropped.
/// @param about what is counted
/// @param whole of which each count is a share
public record Shares(String title, String about, long whole, List<Group> groups) implements Section {
    /// @param name above its lines; empty for none
    public record Group(String name, List<Line> lines) {}

    public record Line(String name, long count) {}

    @Override public void write(Html html) {
        try (var _ = html.open("table", "class", "account")) {
            html.element("caption", about);
            ShareRow.head(html);
            for (Group group : groups) {
                try (var _ = html.open("tbody")) {
                    if (!group.name.isEmpty()) try (var _ = html.open("tr")) {
                        html.element("th", group.name, "scope", "rowgroup", "colspan", "4");
                    }
                    for (Line line : group.lines) ShareRow.write(html, line.name, line.count, whole);
                }
            }
        }
    }
}
