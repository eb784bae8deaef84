package dev.hone.cli;

import dev.hone.eval.compare.Comparison;
import dev.hone.eval.compare.Outcome;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        description = {"Compares what hone grade wrote of two models, item by item: two files, or two folders whose files have the same names.",
            "Says for each suite whether the second model is better, worse, within noise, or that there are too few items to tell; "
            + "corrected for the number of suites (Holm). The exit code is 3 when something got worse, for a build that shall stop there."},
        footer = {"", "Examples:", "  hone compare before/ifeval.jsonl after/ifeval.jsonl", "  hone compare before after --margin 0.02 --flips 5"})
final class CompareCommand implements Callable<Integer> {
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

    /// The same suite of both models.
    /// @param items that both have a mark for
    private record Suite(String name, GradedAnswers first, GradedAnswers second, List<String> items, Comparison comparison) {}

    @Override public Integer call() {
        if (!(margin > 0)) throw new UserError("--margin is " + margin + "; expected more than 0");
        if (!(alpha > 0 && alpha < 1)) throw new UserError("--alpha is " + alpha + "; expected more than 0, below 1");
        if (flips < 0) throw new UserError("--flips is " + flips + "; at least 0");
        List<Suite> suites = suites();
        List<Outcome> outcomes = Outcome.of(suites.stream().map(Suite::comparison).toList(), alpha, margin);
        if (json) out().println(asJson(suites, outcomes));
        else for (int i = 0; i < suites.size(); i++) print(suites.get(i), outcomes.get(i));
        out().flush();
        return outcomes.contains(Outcome.WORSE) ? Main.WORSE : Main.SUCCESS;
    }

    private List<Suite> suites() {
        if (Files.isDirectory(first) != Files.isDirectory(second)) throw new UserError(first + " and " + second + ": one is a folder and the other is none; expected two files or two folders");
        if (!Files.isDirectory(first)) return List.of(suite(first.getFileName().toString(), first, second));
        Set<String> names = new TreeSet<>(names(first));
        names.retainAll(names(second));
        if (names.isEmpty()) throw new UserError(first + " and " + second + " have no .jsonl files of the same name; " + first + " has " + shown(names(first)) + ", " + second + " has " + shown(names(second)));
        return names.stream().map(name -> suite(name, first.resolve(name), second.resolve(name))).toList();
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

    private static Suite suite(String name, Path first, Path second) {
        GradedAnswers one = GradedAnswers.read(first), other = GradedAnswers.read(second);
        List<String> items = one.marks().keySet().stream().filter(other.marks()::containsKey).toList();
        if (items.isEmpty()) throw new UserError(first + " and " + second + " have no item in common that both have a mark for; items are told apart by id, or by their place where they have none");
        return new Suite(name, one, other, items, Comparison.of(marks(one, items), marks(other, items)));
    }

    private static double[] marks(GradedAnswers answers, List<String> items) {
        return items.stream().mapToDouble(answers.marks()::get).toArray();
    }

    private void print(Suite suite, Outcome outcome) {
        Comparison c = suite.comparison;
        String more = outcome == Outcome.TOO_FEW_ITEMS ? String.format(Locale.ROOT, ": for %.3f either way some %,d", margin, c.itemsFor(margin)) : "";
        out().printf(Locale.ROOT, "%s: %s%s%n  %.4f, then %.4f; difference %+.4f, 95%% interval %+.4f to %+.4f, p %s; %,d items, %d lost, %d gained%n", suite.name, outcome.words(), more,
                c.first(), c.second(), c.difference(), c.low(), c.high(), shown(c.p()), c.items(), c.lost(), c.gained());
        int left = left(suite);
        if (left > 0) out().printf(Locale.ROOT, "  %,d items are in one of them only, or have no mark there%n", left);
        flipped(suite, -1).stream().limit(flips).forEach(item -> print("lost", suite, item));
        flipped(suite, 1).stream().limit(flips).forEach(item -> print("gained", suite, item));
    }

    private static String shown(double p) {
        return p < 0.0001 ? "below 0.0001" : String.format(Locale.ROOT, "%.4f", p);
    }

    private static int left(Suite suite) {
        Set<String> all = new TreeSet<>(suite.first.rows().keySet());
        all.addAll(suite.second.rows().keySet());
        return all.size() - suite.items.size();
    }

    private static List<String> flipped(Suite suite, int sign) {
        return suite.items.stream().filter(item -> sign * (suite.second.marks().get(item) - suite.first.marks().get(item)) > 0).toList();
    }

    private void print(String what, Suite suite, String item) {
        out().println("  " + what + " " + Terminal.harmless(suite.first.shown(item)).replace("\n", "\n    first:  "));
        out().println("    second: " + Terminal.harmless(suite.second.shown(item)).lines().skip(1).collect(Collectors.joining("\n            ")));
    }

    private ObjectNode asJson(List<Suite> suites, List<Outcome> outcomes) {
        ObjectNode all = JsonMapper.shared().createObjectNode().put("alpha", alpha).put("margin", margin);
        ArrayNode list = all.putArray("suites");
        for (int i = 0; i < suites.size(); i++) {
            Suite suite = suites.get(i);
            Comparison c = suite.comparison;
            ObjectNode one = list.addObject().put("suite", suite.name).put("outcome", outcomes.get(i).name().toLowerCase(Locale.ROOT)).put("items", c.items())
                    .put("first", c.first()).put("second", c.second()).put("difference", c.difference());
            one.putArray("interval").add(c.low()).add(c.high());
            one.put("p", c.p()).put("left_out", left(suite));
            if (outcomes.get(i) == Outcome.TOO_FEW_ITEMS) one.put("items_needed", c.itemsFor(margin));
            flipped(suite, -1).forEach(one.putArray("lost")::add);
            flipped(suite, 1).forEach(one.putArray("gained")::add);
        }
        return all.put("worse", outcomes.contains(Outcome.WORSE));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
