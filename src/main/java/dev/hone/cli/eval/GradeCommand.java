package dev.hone.cli.eval;

import dev.hone.cli.console.JsonLines;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.RowOutput;
import dev.hone.eval.Score;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.benchmark.Benchmarks;
import dev.hone.reward.RewardSettings;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// `hone grade`: saved answers, judged by a benchmark's official rules or by a reward.
@Command(name = "grade", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Judges saved answers by a benchmark's official rules, or by a reward. The row that comes out repeats the row that came in and adds the verdict; "
            + "a row that cannot be judged gets error in its place, and the exit code is 2."},
        footer = {"", "Examples:", "  hone grade ifeval --input answers.jsonl --output verdicts.jsonl",
            "  hone grade --reward math --argument gold_column=solution --input answers.jsonl --output rewards.jsonl"})
public final class GradeCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "SUITE", arity = "0..1", completionCandidates = Suites.class, description = "The benchmark: ${COMPLETION-CANDIDATES}.")
    String suite;

    @Option(names = "--reward", paramLabel = "NAME", description = "A reward in place of a benchmark, such as math, code or format (default: none).")
    String reward;

    @Option(names = "--argument", paramLabel = "NAME=VALUE", description = "A setting of the reward. Can be given several times (default: its own).")
    Map<String, String> arguments = new TreeMap<>();

    @Option(names = "--deadline", paramLabel = "S", defaultValue = "60", description = "Seconds that the reward may take for the answers of one row (default: ${DEFAULT-VALUE}).")
    double deadline;

    @Option(names = "--input", required = true, paramLabel = "F.jsonl", description = "The answers; - is standard input.")
    String input;

    @Option(names = "--output", paramLabel = "G.jsonl", defaultValue = JsonLines.STANDARD,
            description = "Where the verdicts go; - is standard output (default: ${DEFAULT-VALUE}).")
    String output;

    @Mixin PunktOption punkt;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    boolean json;

    @Option(names = "--quiet", description = "No summary, unless --json asks for it.")
    boolean quiet;

    private final List<UserError> failures = new ArrayList<>();
    private int judged;

    static final class Suites extends ArrayList<String> {
        Suites() {
            super(Benchmarks.names());
        }
    }

    @Override public Integer call() {
        if ((suite == null) == (reward == null)) throw new UserError("expected a suite or --reward; " + (suite == null ? "neither is given" : "both are given"));
        if (reward == null && !arguments.isEmpty()) throw new UserError("--argument is for --reward; a benchmark has no settings");
        try (Grader grader = reward == null ? new SuiteGrader(Benchmarks.of(suite, punkt.data(), SuiteFiles.installed())) : new RewardGrader(rewardSettings())) {
            JsonLines.check(input);
            RowOutput.write(output, spec.commandLine().getOut(), sink -> {
                try (JsonLines lines = JsonLines.open(input)) {
                    while (grade(grader, lines, sink)) { }
                }
            });
            if (!failures.isEmpty()) throw mistake();
            if (json || !quiet && !output.equals(JsonLines.STANDARD)) summarise(grader);
        }
        return Program.SUCCESS;
    }

    private RewardSettings rewardSettings() {
        Map<String, JsonNode> settings = new TreeMap<>();
        arguments.forEach((name, value) -> settings.put(name.replace('-', '_'), StringNode.valueOf(value)));
        return new RewardSettings(reward, 1, deadline, settings);
    }

    /// Judges one row.
    /// @return whether there was one
    private boolean grade(Grader grader, JsonLines lines, RowOutput.Sink sink) throws IOException {
        ObjectNode graded = JsonMapper.shared().createObjectNode();
        try {
            JsonLines.Row row = lines.next();
            if (row == null) return false;
            graded = row.json().deepCopy();
            graded.setAll(grader.grade(row));
            judged++;
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
        return new UserError(first.getMessage() + " (" + failures.size() + " of " + (failures.size() + judged) + " rows could not be judged; "
                + (output.equals(JsonLines.STANDARD) ? "their output" : output) + " says under error why, and has the verdicts of the others)", first);
    }

    private void summarise(Grader grader) {
        List<Score> scores = grader.scores();
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(summary(grader, scores));
        else {
            out.printf("%s: %d rows, %s%n", grader.title(), judged, output);
            print(out, scores);
            if (!grader.remark().isEmpty()) out.println("  " + grader.remark());
        }
        out.flush();
    }

    /// A line for each score.
    static void print(PrintWriter out, List<Score> scores) {
        for (Score score : scores) out.printf(Locale.ROOT, "  %-34s %.4f, 95%% interval %.4f to %.4f, of %d%n", score.metric(), score.value(), score.low(), score.high(), score.count());
    }

    private ObjectNode summary(Grader grader, List<Score> scores) {
        ObjectNode summary = JsonMapper.shared().createObjectNode();
        grader.describe(summary);
        summary.put("output", output).put("rows", judged);
        return summary.set("scores", Score.json(scores));
    }
}
