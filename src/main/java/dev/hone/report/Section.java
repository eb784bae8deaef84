package dev.hone.report;

/// A part of a report: plain data that can show itself. A new kind of section is a new record here.
public sealed interface Section permits Findings, Curves, Histograms, DataAccount, Samples, Answers, Rollouts, ResolvedSettings, Rerun, Facts, Differences, Flips {
    String title();

    /// Writes what stands below the title.
    void write(Html html);
}
