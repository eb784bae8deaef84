package dev.hone.report;

import java.util.List;

/// A table of facts under a title of the caller's: the machine, versions, hashes, times.
public record Facts(String title, List<Fact> facts) implements Section {
    @Override public void write(Html html) {
        try (var _ = html.open("table", "class", "facts"); var _ = html.open("tbody")) {
            for (Fact fact : facts) {
                try (var _ = html.open("tr")) {
                    html.element("th", fact.name(), "scope", "row");
                    try (var _ = html.open("td")) {
                        html.text(fact.value());
                        if (!fact.note().isEmpty()) html.text(" ").element("small", fact.note());
                    }
                }
            }
        }
    }
}
