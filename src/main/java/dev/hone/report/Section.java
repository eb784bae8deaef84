package dev.hone.report;

import java.util.Locale;

/// A part of a report: plain data that can show itself. A new kind of section is a new record here.
public sealed interface Section permits Findings, Curves, Histograms, DataAccount, Samples, Answers, Rollouts, ResolvedSettings, Rerun, Facts, Shares, Excerpts,
        Scores, Chapter, Growth, Differences, Flips {
    String title();

    /// Writes what stands below the title.
    void write(Html html);

    /// A name for an address inside the page.
    static String id(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
    }
}
