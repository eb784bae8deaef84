package dev.hone.cli.eval;

import dev.hone.eval.compare.Outcome;
import dev.hone.report.Differences;
import dev.hone.report.Ending;
import dev.hone.report.Fact;
import dev.hone.report.Flips;
import dev.hone.report.RunReport;
import dev.hone.report.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Two models side by side, on a page: each suite with the interval of its difference, and what was lost and gained.
/// @param first    what the first model's results are called
/// @param outcomes of the suites, in order
public record ComparisonPage(String first, String second, double margin, double alpha, List<ComparedSuite> suites, List<Outcome> outcomes) {
    /// Of each suite so many items that were lost, and as many that were gained.
    private static final int SHOWN = 20;

    public static ComparisonPage of(String first, String second, double margin, double alpha, List<ComparedSuite> suites) {
        return new ComparisonPage(first, second, margin, alpha, suites, Outcome.of(suites.stream().map(ComparedSuite::comparison).toList(), alpha, margin));
    }

    void write(Path file) {
        new RunReport("Better or worse?", second + " against " + first + ".", ending(), figures(), sections()).write(file);
    }

    /// The parts of the page, which a report of a run has too.
    public List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Differences(margin, IntStream.range(0, suites.size())
                .mapToObj(i -> new Differences.Suite(name(suites.get(i)), suites.get(i).comparison(), outcomes.get(i))).toList()));
        List<Flips.Flip> flips = suites.stream().flatMap(suite -> Stream.concat(flips(suite, -1), flips(suite, 1))).toList();
        if (!flips.isEmpty()) sections.add(new Flips(flips));
        return sections;
    }

    private static Stream<Flips.Flip> flips(ComparedSuite suite, int sign) {
        return suite.flipped(sign).stream().limit(SHOWN).map(item -> new Flips.Flip(name(suite) + " " + item, sign < 0, suite.first().asked(item),
                suite.first().answer(item), suite.second().answer(item)));
    }

    private static String name(ComparedSuite suite) {
        return suite.name().replaceFirst("\\.jsonl$", "");
    }

    private Ending ending() {
        String worse = IntStream.range(0, suites.size()).filter(i -> outcomes.get(i) == Outcome.WORSE).mapToObj(i -> name(suites.get(i))).collect(Collectors.joining(", "));
        if (!worse.isEmpty()) return new Ending(Ending.Kind.FAILED, "worse beyond chance: " + worse);
        long open = outcomes.stream().filter(Outcome.TOO_FEW_ITEMS::equals).count();
        return new Ending(Ending.Kind.FINISHED, "nothing got worse beyond chance" + (open == 0 ? "" : "; too few items to tell in " + open + " of " + suites.size() + " suites"));
    }

    private List<Fact> figures() {
        List<Fact> figures = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) figures.add(new Fact(outcome.words(), String.valueOf(outcomes.stream().filter(outcome::equals).count()), "of " + suites.size() + " suites"));
        figures.add(new Fact("items", String.format(Locale.ROOT, "%,d", suites.stream().mapToInt(suite -> suite.items().size()).sum()), "chance of any false alarm at most " + alpha));
        return figures;
    }
}
