package dev.hone.cli.eval;

import dev.hone.cli.console.Program;
import dev.hone.cli.console.Terminal;
import dev.hone.eval.compare.Comparison;
import dev.hone.eval.compare.Outcome;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `hone compare`: whether a second model does worse than a first one, suite by suite.
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Compares what hone eval or hone grade wrote of two models, item by item: two files, or two folders whose files have the same names.",
            "Says for each suite whether the second model is better, worse, within noise, or that there are too few items to tell; "
            + "corrected for the number of suites (Holm). The exit code is 3 when something got worse, for a build that shall stop there."},
        footer = {"", "Examples:", "  hone compare before/ifeval.jsonl after/ifeval.jsonl", "  hone compare before after --margin 0.02 --flips 5 --page compared.html"})
public final class CompareCommand implements Callable<Integer> {
    /// Characters of a question or an answer that is shown.
    private static final int LONGEST = 400;

    @Spec CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "The first model's graded answers: a file or a folder.")
    Path first;

    @Parameters(index = "1", paramLabel = "B", description = "The second model's.")
    Path second;

    @Option(names = "--margin", paramLabel = "D", defaultValue = "0.05", description = "A difference of the mean mark that does not matter (default: ${DEFAULT-VALUE}).")
    double margin;

    @Option(names = "--alpha", paramLabel = "P", defaultValue = "0.05", description = "Chance of calling equal models different, in any suite (default: ${DEFAULT-VALUE}).")
    double alpha;

    @Option(names = "--flips", paramLabel = "N", defaultValue = "0", description = "Show so many items that were lost, and as many that were gained (default: ${DEFAULT-VALUE}).")
    int flips;

    @Option(names = "--json", description = "One JSON object.")
    boolean json;

    @Option(names = "--page", paramLabel = "F.html", description = "Write a page that shows all of it (default: none).")
    Path page;

    @Override public Integer call() {
        if (!(margin > 0)) throw new UserError("--margin is " + margin + "; expected more than 0");
        if (!(alpha > 0 && alpha < 1)) throw new UserError("--alpha is " + alpha + "; expected more than 0, below 1");
        if (flips < 0) throw new UserError("--flips is " + flips + "; at least 0");
        List<ComparedSuite> suites = suites();
        var compared = ComparisonPage.of(first.toString(), second.toString(), margin, alpha, suites);
        List<Outcome> outcomes = compared.outcomes();
        if (page != null) compared.write(page);
        List<Double> corrected = Outcome.holm(suites.stream().map(suite -> suite.comparison().p()).toList());
        if (json) out().println(asJson(suites, outcomes, corrected));
        else for (int i = 0; i < suites.size(); i++) print(suites.get(i), outcomes.get(i), corrected.get(i));
        out().flush();
        return outcomes.contains(Outcome.WORSE) ? Program.WORSE : Program.SUCCESS;
    }

    private List<ComparedSuite> suites() {
        if (Files.isDirectory(first) != Files.isDirectory(second)) throw new UserError(first + " and " + second + ": one is a folder and the other is none; expected two files or two folders");
        if (!Files.isDirectory(first)) return List.of(ComparedSuite.of(first.getFileName().toString(), first, second));
        Set<String> names = new TreeSet<>(names(first));
        names.retainAll(names(second));
        if (names.isEmpty()) throw new UserError(first + " and " + second + " have no .jsonl files of the same name; " + first + " has " + shown(names(first)) + ", " + second + " has " + shown(names(second)));
        return names.stream().map(name -> ComparedSuite.of(name, first.resolve(name), second.resolve(name))).toList();
    }

    private static String shown(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static Set<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jsonl")).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UserError(folder + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private void print(ComparedSuite suite, Outcome outcome, double corrected) {
        Comparison c = suite.comparison();
        String more = outcome == Outcome.TOO_FEW_ITEMS ? String.format(Locale.ROOT, "; a difference of %s takes some %,d", margin, c.itemsFor(margin)) : "";
        String chance = shown(c.p()), ofAll = chance.equals(shown(corrected)) ? "" : " (" + shown(corrected) + " as one of several suites)";
        out().printf(Locale.ROOT, "%s: %s%s%n  %.4f, then %.4f; difference %+.4f, 95%% interval %+.4f to %+.4f, p %s%s; %,d items, %d lost, %d gained%n", suite.name(), outcome.words(), more,
                c.first(), c.second(), c.difference(), c.low(), c.high(), chance, ofAll, c.items(), c.lost(), c.gained());
        if (c.hasNothingToLose(margin)) out().println("  the first model gets so little right that this suite cannot show a loss");
        int left = suite.left();
        if (left > 0) out().printf(Locale.ROOT, "  %,d items are in one of them only, or have no mark there%n", left);
        suite.flipped(-1).stream().limit(flips).forEach(item -> print("lost", suite, item));
        suite.flipped(1).stream().limit(flips).forEach(item -> print("gained", suite, item));
    }

    private static String shown(double p) {
        return p < 0.0001 ? "below 0.0001" : String.format(Locale.ROOT, "%.4f", p);
    }

    private void print(String what, ComparedSuite suite, String item) {
        out().println("  " + what + " " + item + ": " + indented(suite.first().asked(item), "    "));
        out().println("    first:  " + indented(suite.first().answer(item), "            "));
        out().println("    second: " + indented(suite.second().answer(item), "            "));
    }

    /// The beginning of a text, as answers may go on and on; a page has all of it.
    private static String indented(String text, String room) {
        int more = text.codePointCount(0, text.length()) - LONGEST;
        String begin = more <= 0 ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "... (" + more + " characters more)";
        return Terminal.harmless(begin).replace("\n", "\n" + room);
    }

    private ObjectNode asJson(List<ComparedSuite> suites, List<Outcome> outcomes, List<Double> corrected) {
        ObjectNode all = JsonMapper.shared().createObjectNode().put("alpha", alpha).put("margin", margin);
        ArrayNode list = all.putArray("suites");
        for (int i = 0; i < suites.size(); i++) {
            ComparedSuite suite = suites.get(i);
            Comparison c = suite.comparison();
            ObjectNode one = list.addObject().put("suite", suite.name()).put("outcome", outcomes.get(i).name().toLowerCase(Locale.ROOT)).put("items", c.items())
                    .put("first", c.first()).put("second", c.second()).put("difference", c.difference());
            one.putArray("interval").add(c.low()).add(c.high());
            one.put("p", c.p()).put("p_corrected", corrected.get(i)).put("left_out", suite.left()).put("nothing_to_lose", c.hasNothingToLose(margin));
            if (outcomes.get(i) == Outcome.TOO_FEW_ITEMS) one.put("items_needed", c.itemsFor(margin));
            suite.flipped(-1).forEach(one.putArray("lost")::add);
            suite.flipped(1).forEach(one.putArray("gained")::add);
        }
        return all.put("worse", outcomes.contains(Outcome.WORSE));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
