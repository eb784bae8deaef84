package dev.hone.cli.quickstart;

import dev.hone.cli.console.Program;
import dev.hone.cli.console.ProgressLine;
import dev.hone.cli.model.ConvertCommand;
import dev.hone.cli.model.OpenModel;
import dev.hone.cli.run.RunShow;
import dev.hone.cli.run.SamplePrompts;
import dev.hone.data.corpus.Skill;
import dev.hone.data.corpus.Task;
import dev.hone.eval.Score;
import dev.hone.eval.skill.Change;
import dev.hone.eval.skill.Exam;
import dev.hone.hub.Hub;
import dev.hone.settings.UserError;
import dev.hone.token.Tokenizer;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The stages of the quickstart one after another, with an exam before the first and after each. What is done already is not done again.
final class Quickstart {
    private static final long SEED = 1;
    /// Of the exam. The stages' settings were chosen by an exam of another seed.
    private static final long EXAM_SEED = 2;
    /// Tasks of each skill in the exam.
    private static final int TASKS = 60, FEW_TASKS = 25;
    private static final int LONGEST_ANSWER = 80;
    private static final String BASE = "base";

    private final QuickstartCommand options;
    private final QuickstartFolder folder;
    private final List<Task> tasks;
    private final List<Examined> examined = new ArrayList<>();
    private final PrintWriter out;
    private final PrintWriter err;
    private long since = System.nanoTime();

    /// @param name    of the model: its stage, or [#BASE]
    /// @param changes since the exam before; none for the first
    record Examined(String name, Exam exam, List<Change> changes) {
        Optional<Change> changeOf(Skill skill) {
            return changes.stream().filter(change -> change.skill() == skill).findFirst();
        }
    }

    Quickstart(QuickstartCommand options, QuickstartFolder folder) {
        this.options = options;
        this.folder = folder;
        this.tasks = Exam.tasks(EXAM_SEED, options.shortened ? FEW_TASKS : TASKS);
        this.out = options.command.commandLine().getOut();
        this.err = options.command.commandLine().getErr();
    }

    /// @param only this stage; null for all
    int run(QuickstartStage only) {
        if (only != null) requireBefore(only);
        if (only != null && options.overwrite) folder.forget(only);
        if (folder.isFinished()) {
            if (only != null) throw new UserError(folder.path() + ": is finished; --overwrite runs --stage " + only.word() + " and those after it again");
            say("finished already; --overwrite begins anew");
            examine(BASE, folder.base());
            for (QuickstartStage stage : QuickstartStage.values()) examine(stage.word(), folder.run(stage));
            return tell();
        }
        remark("quickstart in " + folder.path() + ": " + tasks.size() + " prompts that no stage learns from are answered before the first stage and after each");
        folder.prepare(SEED);
        examine(BASE, folder.base());
        for (QuickstartStage stage : QuickstartStage.values()) {
            if (only != null && stage.compareTo(only) > 0) break;
            int code = train(stage);
            if (code != Program.SUCCESS) return code;
            examine(stage.word(), folder.run(stage));
        }
        boolean whole = only == null || only == QuickstartStage.LAST;
        if (whole) writeModel();
        new QuickstartStory(folder, examined).write();
        if (whole) folder.finish(options.keep || only != null);
        return tell();
    }

    private void requireBefore(QuickstartStage only) {
        for (QuickstartStage stage : QuickstartStage.values()) if (stage.compareTo(only) < 0 && !folder.isTrained(stage)) throw new UserError("--stage " + only.word()
                + " comes after " + stage.word() + ", which is not in " + folder.path() + " yet; run --stage " + stage.word() + " first");
    }

    /// The stage's own command with its run file, as a user would give it.
    private int train(QuickstartStage stage) {
        if (folder.isTrained(stage)) return Program.SUCCESS;
        remark(stage.word() + ": " + stage.title());
        List<String> arguments = new ArrayList<>(List.of(folder.runFile(stage).toString(), "--resume", options.quiet ? "--quiet" : "--calm"));
        if (options.threads != null) arguments.addAll(List.of("--threads", options.threads.toString()));
        if (options.shortened) arguments.addAll(stage.shorter());
        int code = execute(stage.command(), arguments);
        if (code == Program.INTERRUPTED) remark("stopped in " + stage.word() + "; the same command goes on");
        return code;
    }

    /// Lets a model answer the exam, unless it has, and says how it did.
    private void examine(String name, Path model) {
        boolean known = folder.hasAnswers(name);
        if (!known) folder.writeAnswers(name, new Exam(tasks, answers(name, model)));
        Exam exam = folder.readAnswers(name, tasks);
        if (examined.isEmpty()) say("%-6s%s".formatted("", Stream.of(Skill.values()).map(skill -> "%-11s".formatted(skill.word())).collect(Collectors.joining())));
        examined.add(new Examined(name, exam, examined.isEmpty() ? List.of() : exam.since(examined.getLast().exam())));
        say("%-6s%s%s".formatted(name, Stream.of(Skill.values()).map(skill -> "%-11s".formatted(cell(examined.getLast(), skill))).collect(Collectors.joining()), known ? "as before" : lap()));
    }

    /// `83 % ▲`
    private static String cell(Examined examined, Skill skill) {
        String sign = examined.changeOf(skill).map(change -> switch (change.outcome()) {
            case BETTER -> " ▲";
            case WORSE -> " ▼";
            case WITHIN_NOISE, TOO_FEW_ITEMS -> "";
        }).orElse("");
        return "%.0f %%%s".formatted(100 * examined.exam().score(skill).value(), sign);
    }

    /// The time since the last exam.
    private String lap() {
        long now = System.nanoTime();
        String lap = RunShow.clock((now - since) / 1e9);
        since = now;
        return lap;
    }

    private List<String> answers(String name, Path model) {
        Hub hub = OpenModel.hub(true, err);
        try (Tokenizer tokenizer = Tokenizer.open(model); var _ = ProgressLine.on(err, options.quiet, () -> name + ": answering " + tasks.size() + " prompts")) {
            return SamplePrompts.asked(tasks.stream().map(Task::prompt).toList(), tokenizer.chatTemplate()).answers(model, hub, LONGEST_ANSWER).stream().map(String::strip).toList();
        }
    }

    /// The last model by itself.
    private void writeModel() {
        int code = execute(ConvertCommand.class, List.of(folder.run(QuickstartStage.LAST).toString(), "--output", folder.model().toString(), "--overwrite", "--quiet"));
        if (code != Program.SUCCESS) throw new IllegalStateException("the last model could not be written");
    }

    private int execute(Class<?> command, List<String> arguments) {
        return Program.explained(new CommandLine(command)).setOut(new PrintWriter(Writer.nullWriter())).setErr(err).execute(arguments.toArray(String[]::new));
    }

    private int tell() {
        if (options.json) out.println(json());
        else {
            say("▲ better, ▼ worse than the line before, beyond chance (95 %)");
            say("the whole story: " + folder.report().toUri());
            say("talk to it: ./hone chat --model " + folder.kept(QuickstartStage.named(examined.getLast().name())));
        }
        out.flush();
        return Program.SUCCESS;
    }

    private ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("report", folder.report().toString()).put("finished", folder.isFinished());
        ObjectNode scores = json.putObject("scores");
        for (Examined one : examined) {
            ObjectNode skills = scores.putObject(one.name());
            for (Skill skill : Skill.values()) {
                Score score = one.exam().score(skill);
                skills.putObject(skill.word()).put("value", score.value()).put("count", score.count()).put("low", score.low()).put("high", score.high())
                        .put("change", one.changeOf(skill).map(change -> change.outcome().words()).orElse(null));
            }
        }
        return json;
    }

    private void say(String line) {
        if (options.quiet || options.json) return;
        out.println(line);
        out.flush();
    }

    private void remark(String line) {
        if (options.quiet) return;
        err.println(line);
        err.flush();
    }
}
