package dev.hone.cli.curate;

import dev.hone.curate.pipeline.DataCard;
import dev.hone.curate.pipeline.Ledger;
import dev.hone.curate.pipeline.Portrait;
import dev.hone.curate.pipeline.StepAccount;
import dev.hone.report.Ending;
import dev.hone.report.Excerpts;
import dev.hone.report.Fact;
import dev.hone.report.Facts;
import dev.hone.report.Histogram;
import dev.hone.report.Histograms;
import dev.hone.report.Rerun;
import dev.hone.report.RunReport;
import dev.hone.report.Section;
import dev.hone.report.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A curated data set as a page to look at before it is published: other than the card, it shows rows that were dropped.
/// @param command that makes it again
record CuratePage(DataCard card, String command) {
    static final String FILE = "report.html";

    String page() {
        Ledger ledger = card.ledger();
        List<Fact> figures = List.of(new Fact("Rows kept", count(ledger.kept()), "of " + count(ledger.read()) + " read"), new Fact("Dropped", count(ledger.dropped())),
                new Fact("Made", count(ledger.made())), new Fact("Steps", count(ledger.steps().size() - 1)));
        return new RunReport(card.name(), String.join("; ", card.sources()), new Ending(Ending.Kind.FINISHED, card.summary()), figures, sections()).page();
    }

    private static String count(long rows) {
        return String.format(Locale.ROOT, "%,d", rows);
    }

    private List<Section> sections() {
        Portrait portrait = card.portrait();
        List<Section> sections = new ArrayList<>();
        sections.add(fates());
        if (card.ledger().kept() > 0) sections.add(new Histograms("Lengths", "In words, of the rows that were kept.",
                List.of(Histogram.ofWords("Prompts", portrait.lengths().prompts()), Histogram.ofWords("Answers", portrait.lengths().answers()))));
        if (!portrait.languages().isEmpty()) sections.add(new Facts("Languages of a sample", facts(portrait.languages())));
        if (!portrait.topics().isEmpty()) sections.add(new Facts("Topics of a sample", facts(portrait.topics())));
        sections.add(new Excerpts("Rows kept", "Some of them, by chance.", excerpts(portrait.shown())));
        for (StepAccount step : card.ledger().steps()) step.examples().forEach((rule, rows) ->
                sections.add(new Excerpts("Dropped by " + step.name() + ": " + rule, "The first of " + count(step.dropped().get(rule)) + ".", excerpts(rows))));
        sections.add(new Rerun(command));
        return sections;
    }

    private static List<Fact> facts(Map<String, Long> counts) {
        return counts.entrySet().stream().map(one -> new Fact(one.getKey(), count(one.getValue()))).toList();
    }

    private static List<Excerpts.Excerpt> excerpts(List<StepAccount.Excerpt> rows) {
        return rows.stream().map(row -> new Excerpts.Excerpt(row.where(), row.detail(), row.text())).toList();
    }

    private Shares fates() {
        List<Shares.Group> groups = new ArrayList<>();
        for (StepAccount step : card.ledger().steps()) {
            List<Shares.Line> lines = new ArrayList<>();
            lines.add(new Shares.Line("came", step.in()));
            if (step.made() > 0) lines.add(new Shares.Line("made", step.made()));
            step.changed().forEach((rule, rows) -> lines.add(new Shares.Line("changed: " + rule, rows)));
            step.dropped().forEach((rule, rows) -> lines.add(new Shares.Line("dropped: " + rule, rows)));
            groups.add(new Shares.Group(step.name(), lines));
        }
        groups.add(new Shares.Group("kept", card.portrait().splits().entrySet().stream().map(split -> new Shares.Line(split.getKey(), split.getValue())).toList()));
        return new Shares("What became of the rows", "Rows at each step, and their share of all that were read", card.ledger().read(), groups);
    }
}
