package dev.hone.cli.quickstart;

import dev.hone.cli.quickstart.Quickstart.Examined;
import dev.hone.cli.run.RunShow;
import dev.hone.data.corpus.Skill;
import dev.hone.eval.Score;
import dev.hone.eval.compare.Comparison;
import dev.hone.eval.skill.Change;
import dev.hone.eval.skill.Exam;
import dev.hone.report.Chapter;
import dev.hone.report.Ending;
import dev.hone.report.Fact;
import dev.hone.report.Facts;
import dev.hone.report.Growth;
import dev.hone.report.Rerun;
import dev.hone.report.RunReport;
import dev.hone.report.Scores;
import dev.hone.report.Section;
import dev.hone.settings.UserError;
import dev.hone.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tells a quickstart on a page: what each stage did, how it went, and what the model can do before and after.
final class QuickstartStory {
    /// Prompts of each skill that are shown with every model's answer: the first ones, whatever came of them.
    private static final int SHOWN = 2;

    private final QuickstartFolder folder;
    private final List<Examined> examined;

    /// @param examined the base model and those after it, in order
    QuickstartStory(QuickstartFolder folder, List<Examined> examined) {
        this.folder = folder;
        this.examined = examined;
    }

    void write() {
        List<Section> sections = new ArrayList<>(List.of(scores()));
        for (int i = 1; i < examined.size(); i++) sections.add(chapter(examined.get(i - 1), examined.get(i)));
        sections.add(growth());
        sections.add(new Facts("This run", machine()));
        sections.add(new Rerun("./hone chat --model " + folder.kept(QuickstartStage.named(examined.getLast().name())) + "\n./hone quickstart --keep --overwrite --output " + folder.path() + "\n./hone sft " + folder.runFile(QuickstartStage.SFT)
                + " --overwrite --learning-rate 3e-4"));
        var ending = new Ending(Ending.Kind.FINISHED, "after " + examined.getLast().name() + ", in " + RunShow.clock(examined.stream().skip(1)
                .map(model -> metrics(QuickstartStage.named(model.name()))).mapToDouble(QuickstartStory::seconds).sum()) + " of training");
        new RunReport("From a base model to an assistant", "A small language model that has only read texts learns to answer, changes its name, and learns to reckon from nothing but"
                + " right and wrong. Every number and answer on this page was measured in this run.", ending, figures(), sections).write(folder.report());
    }

    /// For each stage the skill that it is about.
    private List<Fact> figures() {
        return Stream.of(QuickstartStage.values()).filter(stage -> examined.size() > stage.ordinal() + 1).map(stage -> new Fact(
                stage.aim().word() + " after " + stage.word(), percent(value(stage.ordinal() + 1, stage.aim())), "from " + percent(value(stage.ordinal(), stage.aim())))).toList();
    }

    private double value(int model, Skill skill) {
        return examined.get(model).exam().score(skill).value();
    }

    private Scores scores() {
        return new Scores("What it can do", "The share of " + examined.getFirst().exam().tasks().size() + " prompts that are answered right; no stage learns from them. Beside it stands the 95 % interval."
                + " Better and worse are told against the model to the left, task by task, where chance alone would hardly make it so.",
                examined.stream().map(Examined::name).toList(),
                Stream.of(Skill.values()).map(skill -> new Scores.Line(skill.word(), examined.stream().map(model -> cell(model, skill)).toList())).toList());
    }

    private static Scores.Cell cell(Examined model, Skill skill) {
        Score score = model.exam().score(skill);
        Scores.Change change = model.changeOf(skill).map(each -> switch (each.outcome()) {
            case BETTER -> Scores.Change.BETTER;
            case WORSE -> Scores.Change.WORSE;
            case WITHIN_NOISE, TOO_FEW_ITEMS -> Scores.Change.UNCLEAR;
        }).orElse(Scores.Change.NONE);
        return new Scores.Cell(score.value(), score.low(), score.high(), change);
    }

    /// Shows tasks that the stage is about, and the first one that it lost.
    private Chapter chapter(Examined before, Examined after) {
        QuickstartStage stage = QuickstartStage.named(after.name());
        List<Map<String, Double>> metrics = metrics(stage);
        List<Fact> facts = new ArrayList<>(List.of(new Fact("trained in", RunShow.clock(seconds(metrics)),
                "%.0f steps".formatted(metrics.getLast().get("step")))));
        after.changes().stream().filter(change -> change.comparison().gained() + change.comparison().lost() > 0).map(QuickstartStory::fact).forEach(facts::add);
        return new Chapter(stage.title(), stage.about(), facts, metrics, stage.curves(),
                IntStream.concat(tasks(before.exam(), stage.aim()).limit(SHOWN), lost(before.exam(), after.exam()).limit(1)).mapToObj(task -> said(task, List.of(before, after))).toList());
    }

    /// `sums: 25 % to 82 %   +57 (44 to 67), better; 35 gained, 1 lost`
    private static Fact fact(Change change) {
        Comparison with = change.comparison();
        return new Fact(change.skill().word(), percent(with.first()) + " to " + percent(with.second()), String.format(Locale.ROOT,
                "%+.0f points (%+.0f to %+.0f): %s; %d gained, %d lost", 100 * with.difference(), 100 * with.low(), 100 * with.high(), change.outcome().words(), with.gained(), with.lost()));
    }

    private Growth growth() {
        Exam first = examined.getFirst().exam();
        return new Growth("The same prompts, model by model", Stream.of(Skill.values()).flatMap(skill -> tasks(first, skill).limit(SHOWN).boxed())
                .map(task -> said(task, examined)).toList());
    }

    /// What several models said to one task.
    private static Growth.Prompt said(int task, List<Examined> models) {
        return new Growth.Prompt(models.getFirst().exam().tasks().get(task).prompt(), models.stream().map(model ->
                new Growth.Said(model.name(), model.exam().answers().get(task), model.exam().isRight(task))).toList());
    }

    private static IntStream lost(Exam before, Exam after) {
        return IntStream.range(0, before.tasks().size()).filter(task -> before.isRight(task) && !after.isRight(task));
    }

    private static IntStream tasks(Exam exam, Skill skill) {
        return IntStream.range(0, exam.tasks().size()).filter(task -> exam.tasks().get(task).skill() == skill);
    }

    private List<Fact> machine() {
        JsonNode record = JsonMapper.shared().readTree(folder.run(QuickstartStage.SFT).resolve(RunFolder.RUN));
        List<Fact> facts = new ArrayList<>();
        for (String part : List.of("versions", "machine")) record.path(part).properties()
                .forEach(each -> facts.add(new Fact(part + ": " + each.getKey(), each.getValue().asString())));
        return facts;
    }

    /// How long a run took, all its parts together: its last row says it.
    private static double seconds(List<Map<String, Double>> metrics) {
        return metrics.getLast().get("train_runtime");
    }

    private List<Map<String, Double>> metrics(QuickstartStage stage) {
        Path file = folder.run(stage).resolve(RunFolder.METRICS);
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> {
                Map<String, Double> row = new LinkedHashMap<>();
                JsonMapper.shared().readTree(line).properties().forEach(each -> row.put(each.getKey(), each.getValue().doubleValue()));
                return row;
            }).toList();
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read (" + e + ")", e);
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
