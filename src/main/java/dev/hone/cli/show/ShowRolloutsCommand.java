package dev.hone.cli.show;

import dev.hone.cli.console.Paint;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.Terminal;
import dev.hone.cli.rollout.RecordedAnswer;
import dev.hone.settings.UserError;
import dev.hone.train.RunFolder;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `hone show rollouts`: what a policy answered while it learned, and what was given for it.
@Command(name = "rollouts", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Shows the answers of a reinforcement learning run, those to one prompt together, the best first, with their rewards and advantages.",
            "An answer that was cut off ends in [...]; calls of tools begin with →, what a tool said with ←."},
        footer = {"", "Examples:", "  hone show rollouts runs/grpo", "  hone show rollouts runs/grpo --generation 0 --limit 20", "  hone show rollouts runs/grpo --json"})
final class ShowRolloutsCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run's folder, or one file of its rollouts.")
    Path run;

    @Option(names = "--generation", paramLabel = "N", description = "Which of the run's generations, from 0 (default: the last).")
    Integer generation;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "4", description = "How many prompts at most (default: ${DEFAULT-VALUE}).")
    int limit;

    @Option(names = "--json", description = "The rows as they were recorded, one JSON object a line.")
    boolean json;

    private final Paint paint = new Paint(Terminal.hasColours());

    @Override public Integer call() {
        if (limit < 1) throw new UserError("--limit is " + limit + "; at least 1");
        Path file = file();
        Map<String, List<RecordedAnswer>> groups = new LinkedHashMap<>();
        for (RecordedAnswer answer : RecordedAnswer.read(file)) groups.computeIfAbsent(answer.row().path("prompt_ids").toString(), _ -> new ArrayList<>()).add(answer);
        if (!json) out().println(paint.strong(Terminal.harmless(file.toString())));
        groups.values().stream().limit(limit).forEach(this::show);
        if (!json && groups.size() > limit) out().println(paint.quiet((groups.size() - limit) + " more prompts; --limit shows them"));
        out().flush();
        return Program.SUCCESS;
    }

    private Path file() {
        if (Files.isRegularFile(run)) return run;
        List<Path> files = RecordedAnswer.files(run);
        if (files.isEmpty()) throw new UserError(run + ": no " + RunFolder.ROLLOUTS + " there; expected the folder of a run of hone grpo or hone ppo, or a file of its rollouts");
        if (generation == null) return files.getLast();
        return files.stream().filter(file -> number(file) == generation).findFirst().orElseThrow(() -> new UserError(
                "--generation is " + generation + "; " + run + " has those from " + number(files.getFirst()) + " to " + number(files.getLast())));
    }

    private static int number(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
    }

    private void show(List<RecordedAnswer> group) {
        if (json) {
            group.forEach(answer -> out().println(answer.row()));
            return;
        }
        out().println();
        out().println(paint.strong(Terminal.harmless(group.getFirst().prompt())));
        group.stream().sorted(Comparator.comparingDouble(RecordedAnswer::advantage).reversed()).forEach(answer -> {
            out().println(paint.quiet(String.format(Locale.ROOT, "%+.2f  %s", answer.advantage(), answer.judged())));
            out().println("    " + Terminal.harmless(answer.completion()).replace("\n", "\n    ") + (answer.ended() ? "" : paint.quiet(" [...]")));
        });
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
