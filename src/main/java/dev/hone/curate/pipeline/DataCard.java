package dev.hone.curate.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// What a data set is and how it came about, as the `README.md` of its folder, which the hub and training read too.
/// It is published with the rows, so of rows that were dropped it has counts alone: they may tell of a person, or be items of an evaluation.
/// @param name     of the data set
/// @param sources  a line for each
/// @param licenses of the sources, by name, as far as somebody said; all sources' one licence is the data set's
/// @param runFile  the settings that make it again, as YAML
public record DataCard(String name, List<String> sources, Map<String, String> licenses, String runFile, Ledger ledger, Portrait portrait) {
    /// Parts of all rows that are as long as this or shorter.
    private static final List<Double> QUANTILES = List.of(0.05, 0.25, 0.5, 0.75, 0.95, 1.0);

    public String markdown() {
        var card = new StringBuilder();
        frontMatter(card);
        card.append("# ").append(name).append("\n\n").append(summary()).append('\n');
        sources(card);
        steps(card);
        lengths(card);
        table(card, "Languages", "of a sample, told by the letters", portrait.languages());
        table(card, "Topics", "of a sample, by words that tell them apart", portrait.topics());
        excerpts(card);
        card.append("\n## Made by\n\n```yaml\n").append(runFile).append("```\n");
        return card.toString();
    }

    /// What became of all rows, in a sentence.
    public String summary() {
        return String.format(Locale.ROOT, "%,d rows, of %,d that were read and %,d that were made; %,d were dropped.", ledger.kept(), ledger.read(), ledger.made(), ledger.dropped());
    }

    private void frontMatter(StringBuilder card) {
        card.append("---\n");
        var names = new TreeSet<>(licenses.values());
        if (names.size() == 1 && licenses.size() == sources.size()) card.append("license: ").append(names.first()).append('\n');
        card.append("configs:\n- config_name: default\n  data_files:\n");
        var splits = new TreeSet<>(portrait.splits().keySet());
        splits.add(Candidate.TRAIN);
        for (String split : splits) card.append("  - split: ").append(split).append("\n    path: data/").append(split).append(".*").append('\n');
        card.append("---\n\n");
    }

    private void sources(StringBuilder card) {
        card.append("\n## Sources\n\n");
        for (String source : sources) card.append("- ").append(source).append('\n');
        licenses.forEach((source, license) -> card.append("- licence of ").append(source).append(": ").append(license).append('\n'));
    }

    private void steps(StringBuilder card) {
        card.append("\n## What became of the rows\n\n| step | rule | rows |\n| --- | --- | ---: |\n");
        for (StepAccount step : ledger.steps()) {
            line(card, step.name(), "came", step.in());
            if (step.made() > 0) line(card, "", "made", step.made());
            step.changed().forEach((rule, rows) -> line(card, "", "changed: " + rule, rows));
            step.dropped().forEach((rule, rows) -> line(card, "", "dropped: " + rule, rows));
        }
        portrait.splits().forEach((split, rows) -> line(card, "kept", split, rows));
        table(card, "Kinds", "what a row teaches", portrait.kinds());
    }

    private void lengths(StringBuilder card) {
        if (ledger.kept() == 0) return;
        card.append("\n## Lengths in words\n\n| part of the rows | prompt up to | answer up to |\n| ---: | ---: | ---: |\n");
        int[] prompts = portrait.lengths().prompts(), answers = portrait.lengths().answers();
        Arrays.sort(prompts);
        Arrays.sort(answers);
        for (double quantile : QUANTILES) {
            int at = Math.max(0, (int) Math.ceil(quantile * prompts.length) - 1);
            card.append(String.format(Locale.ROOT, "| %.0f %% | %d | %d |\n", 100 * quantile, prompts[at], answers[at]));
        }
    }

    private static void table(StringBuilder card, String title, String about, Map<String, Long> counts) {
        if (counts.isEmpty()) return;
        card.append("\n## ").append(title).append("\n\n| ").append(about).append(" | rows |\n| --- | ---: |\n");
        counts.forEach((what, rows) -> card.append("| ").append(cell(what)).append(" | ").append(rows).append(" |\n"));
    }

    private static void line(StringBuilder card, String step, String rule, long rows) {
        card.append("| ").append(cell(step)).append(" | ").append(cell(rule)).append(" | ").append(rows).append(" |\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private void excerpts(StringBuilder card) {
        if (ledger.kept() == 0) return;
        card.append("\n## Some rows\n");
        for (StepAccount.Excerpt row : portrait.shown()) {
            card.append('\n').append(row.where()).append("\n\n");
            // Four spaces before each line: whatever the text is, it cannot end the block.
            row.text().strip().lines().forEach(line -> card.append("    ").append(line).append('\n'));
        }
    }
}
