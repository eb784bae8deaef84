package dev.hone.cli.quickstart;

import dev.hone.checkpoint.ShippedModel;
import dev.hone.cli.console.JsonLines;
import dev.hone.cli.console.Program;
import dev.hone.data.corpus.CourseFiles;
import dev.hone.data.corpus.Task;
import dev.hone.eval.skill.Exam;
import dev.hone.hub.AtomicFile;
import dev.hone.hub.FileTree;
import dev.hone.settings.UserError;
import dev.hone.train.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where a quickstart lies: `base`, `data` and a run file for each stage; a run's folder for each stage; `answers`, what each model said in the exam;
/// `report.html`; in the end `model`. `quickstart.json` tells it from other folders. One process at a time holds it.
final class QuickstartFolder implements AutoCloseable {
    private static final String MARK = "quickstart.json";
    private static final String RESOURCES = "/dev/hone/quickstart/";
    private static final String REWARD = "RightSum.java";
    private static final String PLACE = "{folder}";

    private final Path path;
    private final boolean shortened;
    private final RunFolder lock;

    private QuickstartFolder(Path path, boolean shortened, RunFolder lock) {
        this.path = path;
        this.shortened = shortened;
        this.lock = lock;
    }

    /// Takes a new folder, or one that an earlier quickstart has left.
    /// @param shortened whether the stages are short ones: a folder has either
    static QuickstartFolder take(Path path, boolean shortened, boolean overwrite) {
        Path mark = path.resolve(MARK);
        if (!Files.exists(mark) && !isFree(path)) throw new UserError(path + ": is there already, and no folder of a quickstart (it has no " + MARK
                + "); name another one with --output");
        if (Files.exists(mark) && !overwrite && mark(mark).path("short").booleanValue() != shortened) throw new UserError(path
                + ": was begun " + (shortened ? "without" : "with") + " --short; name another folder with --output, or replace it with --overwrite");
        var folder = new QuickstartFolder(path, shortened, RunFolder.take(path, RunFolder.Earlier.RESUME));
        if (overwrite) folder.clear();
        if (!Files.exists(mark)) folder.mark(false);
        return folder;
    }

    private static JsonNode mark(Path mark) {
        return JsonMapper.shared().readTree(mark);
    }

    private void mark(boolean finished) {
        AtomicFile.writeText(path.resolve(MARK), JsonMapper.shared().createObjectNode().put("hone", Program.VERSION).put("short", shortened).put("finished", finished) + "\n");
    }

    private static boolean isFree(Path path) {
        if (!Files.exists(path)) return true;
        if (!Files.isDirectory(path)) return false;
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw new UserError(path + ": cannot be read (" + e + ")", e);
        }
    }

    Path path() {
        return path;
    }

    Path report() {
        return path.resolve(RunFolder.REPORT);
    }

    /// The last model, when all is done.
    Path model() {
        return path.resolve("model");
    }

    Path runFile(QuickstartStage stage) {
        return path.resolve(stage.word() + ".yaml");
    }

    /// The run of a stage, with its model.
    Path run(QuickstartStage stage) {
        return path.resolve(stage.word());
    }

    Path base() {
        return path.resolve("base");
    }

    /// The model of a stage, where it stays: the last one by itself.
    Path kept(QuickstartStage stage) {
        return stage == QuickstartStage.LAST ? model() : run(stage);
    }

    boolean isFinished() {
        return mark(path.resolve(MARK)).path("finished").booleanValue();
    }

    /// Whether a stage's run has come to its end.
    boolean isTrained(QuickstartStage stage) {
        Path record = run(stage).resolve(RunFolder.RUN);
        return Files.exists(record) && JsonMapper.shared().readTree(record).path("end").asString("").equals("finished");
    }

    /// Lays out what the stages need: the base model, data, run files and the reward. What is there already stays: a user may have changed it.
    void prepare(long seed) {
        if (!Files.exists(base())) ShippedModel.copyTo(base(), false);
        Path data = path.resolve("data");
        if (!Files.exists(data.resolve("eval.jsonl"))) new CourseFiles(seed, 0).write(data);
        for (QuickstartStage stage : QuickstartStage.values()) layOut(runFile(stage).getFileName().toString());
        layOut(REWARD);
    }

    private void layOut(String name) {
        if (Files.exists(path.resolve(name))) return;
        try (InputStream in = QuickstartFolder.class.getResourceAsStream(RESOURCES + name)) {
            AtomicFile.writeText(path.resolve(name), new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(PLACE, path.toString()));
        } catch (IOException e) {
            throw new UserError("the program's own " + name + " cannot be read (" + e + ")", e);
        }
    }

    /// Forgets a stage and those after it, which began with its model.
    void forget(QuickstartStage first) {
        for (QuickstartStage stage : QuickstartStage.values()) if (stage.compareTo(first) >= 0) {
            FileTree.delete(run(stage));
            FileTree.delete(answers(stage.word()));
        }
        FileTree.delete(model());
        mark(false);
    }

    /// Notes that all is done. Without `keep`, only the report, the answers and the last model stay.
    void finish(boolean keep) {
        mark(true);
        if (keep) return;
        for (QuickstartStage stage : QuickstartStage.values()) {
            FileTree.delete(run(stage));
            FileTree.delete(runFile(stage));
        }
        for (Path other : List.of(base(), path.resolve("data"), path.resolve(REWARD))) FileTree.delete(other);
    }

    private Path answers(String name) {
        return path.resolve("answers").resolve(name + ".jsonl");
    }

    /// Whether a model has taken the exam since its run ended. What a finished quickstart found stays, whatever its runs serve for afterwards.
    boolean hasAnswers(String name) {
        Path answers = answers(name), record = path.resolve(name).resolve(RunFolder.RUN);
        return Files.exists(answers) && (isFinished() || !Files.exists(record) || modified(record).compareTo(modified(answers)) <= 0);
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be looked at (" + e + ")", e);
        }
    }

    /// Keeps what a model said, for people to read too.
    void writeAnswers(String name, Exam exam) {
        AtomicFile.writeLines(answers(name), out -> {
            for (int i = 0; i < exam.tasks().size(); i++) out.append(JsonMapper.shared().createObjectNode()
                    .put("skill", exam.tasks().get(i).skill().word()).put("prompt", exam.tasks().get(i).prompt())
                    .put("answer", exam.tasks().get(i).answer()).put("said", exam.answers().get(i)).put("right", exam.isRight(i)).toString()).append('\n');
        });
    }

    /// What a model said to these tasks, as [#writeAnswers] kept it.
    /// @throws UserError when it was asked something else
    Exam readAnswers(String name, List<Task> tasks) {
        List<String> prompts = new ArrayList<>(), said = new ArrayList<>();
        JsonLines.forEach(answers(name).toString(), row -> {
            prompts.add(row.json().path("prompt").asString(""));
            said.add(row.json().path("said").asString(""));
        });
        if (!prompts.equals(tasks.stream().map(Task::prompt).toList())) throw new UserError(answers(name)
                + ": holds answers to other prompts, of another version of Hone; --overwrite begins anew");
        return new Exam(tasks, said);
    }

    private void clear() {
        for (QuickstartStage stage : QuickstartStage.values()) {
            FileTree.delete(run(stage));
            FileTree.delete(runFile(stage));
        }
        for (String name : List.of("base", "data", "answers", "model", REWARD, RunFolder.REPORT, MARK)) FileTree.delete(path.resolve(name));
    }

    @Override public void close() {
        lock.close();
    }
}
