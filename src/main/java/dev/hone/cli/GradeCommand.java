package dev.hone.cli;

import dev.hone.eval.Benchmark;
import dev.hone.eval.Item;
import dev.hone.eval.Score;
import dev.hone.eval.Verdict;
import dev.hone.eval.benchmark.Benchmarks;
import dev.hone.eval.text.PunktData;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `hone grade`: saved answers to a benchmark, judged by its official rules.
@Command(name = "grade", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Judges saved answers to a benchmark by its official rules. The row that comes out repeats the row that came in and adds the verdict; "
            + "a row that cannot be judged gets error in its place, and the exit code is 2."},
        footer = {"", "Example:", "  hone grade ifeval --input answers.jsonl --output verdicts.jsonl"})
final class GradeCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "SUITE", completionCandidates = Suites.class, description = "The benchmark: ${COMPLETION-CANDIDATES}.")
    String suite;

    @Option(names = "--input", required = true, paramLabel = "F.jsonl", description = "The answers; - is standard input.")
    String input;

    @Option(names = "--output", paramLabel = "G.jsonl", defaultValue = JsonLines.STANDARD,
            description = "Where the verdicts go; - is standard output (default: ${DEFAULT-VALUE}).")
    String output;

    @Option(names = "--punkt", paramLabel = "DIR", description = "NLTK's tokenizers/punkt_tab/english, by which IFEval counts sentences (default: "
            + "where NLTK keeps it, else our own list of abbreviations).")
    Path punkt;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    boolean json;

    @Option(names = "--quiet", description = "No summary, unless --json asks for it.")
    boolean quiet;

    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<UserError> failures = new ArrayList<>();

    static final class Suites extends ArrayList<String> {
        Suites() {
            super(Benchmarks.names());
        }
    }

    @Override public Integer call() {
        Benchmark benchmark = Benchmarks.of(suite, punktData());
        JsonLines.check(input);
        RowOutput.write(output, spec.commandLine().getOut(), sink -> {
            try (JsonLines lines = JsonLines.open(input)) {
                while (grade(benchmark, lines, sink)) { }
            }
        });
        if (!failures.isEmpty()) throw mistake();
        if (json || !quiet && !output.equals(JsonLines.STANDARD)) summarise(benchmark);
        return Main.SUCCESS;
    }

    private PunktData punktData() {
        if (punkt == null) return PunktData.installed().orElse(PunktData.BUILT_IN);
        if (!Files.isDirectory(punkt)) throw new UserError("--punkt is " + punkt + ", which is no folder; expected NLTK's tokenizers/punkt_tab/english");
        return PunktData.read(punkt);
    }

    /// Judges one row.
    /// @return whether there was one
    private boolean grade(Benchmark benchmark, JsonLines lines, RowOutput.Sink sink) throws IOException {
        ObjectNode graded = JsonMapper.shared().createObjectNode();
        try {
            JsonLines.Row row = lines.next();
            if (row == null) return false;
            graded = row.json();
            Verdict verdict = benchmark.grade(new Item(row.json().deepCopy(), row.where()));
            graded.setAll(verdict.fields());
            verdicts.add(verdict);
        } catch (UserError e) {
            if (lines.ended()) throw e;
            failures.add(e);
            graded.put("error", e.getMessage());
        }
        sink.write(graded);
        return true;
    }

    private UserError mistake() {
        UserError first = failures.getFirst();
        int rows = failures.size() + verdicts.size();
        return new UserError(first.getMessage() + " (" + failures.size() + " of " + rows + " rows could not be judged; " + (output.equals(JsonLines.STANDARD) ? "their output" : output)
                + " says under error why, and has the verdicts of the others)", first);
    }

    private void summarise(Benchmark benchmark) {
        List<Score> scores = benchmark.scores(verdicts);
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(summary(benchmark, scores));
        else {
            out.printf("%s (%s): %d rows, %s%n", benchmark.name(), benchmark.standing().label(), verdicts.size(), output);
            for (Score score : scores) out.printf(Locale.ROOT, "  %-34s %.4f, 95%% interval %.4f to %.4f, of %d%n", score.metric(), score.value(), score.low(), score.high(), score.count());
            if (!benchmark.standing().exact()) out.println("  experimental: " + benchmark.standing().source());
        }
        out.flush();
    }

    private ObjectNode summary(Benchmark benchmark, List<Score> scores) {
        ObjectNode summary = JsonMapper.shared().createObjectNode().put("suite", benchmark.name()).put("status", benchmark.standing().label())
                .put("source", benchmark.standing().source()).put("output", output).put("rows", verdicts.size());
        if (!scores.isEmpty()) {
            summary.put("accuracy", scores.getFirst().value());
            interval(summary, scores.getFirst());
        }
        ObjectNode metrics = summary.putObject("scores");
        for (Score score : scores) interval(metrics.putObject(score.metric()).put("value", score.value()).put("count", score.count()), score);
        return summary;
    }

    private static void interval(ObjectNode node, Score score) {
        ArrayNode interval = node.putArray("interval");
        interval.add(score.low()).add(score.high());
    }
}
