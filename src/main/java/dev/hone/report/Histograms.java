package dev.hone.report;

import java.util.List;

/// How numbers that a run saw are distributed.
/// @param about what they are and how to read them
public record Histograms(String title, String about, List<Histogram> histograms) implements Section {
    @Override public void write(Html html) {
        html.element("p", about);
        try (var _ = html.open("div", "class", "charts")) {
            for (int i = 0; i < histograms.size(); i++) histograms.get(i).write(html, "distribution-" + i);
        }
    }
}
