package dev.hone.cli;

import dev.hone.algorithm.sft.Sft;
import dev.hone.algorithm.sft.SftSettings;
import dev.hone.batch.DataOrder;
import dev.hone.batch.TokenRow;
import dev.hone.data.DataSettings;
import dev.hone.data.dataset.Dataset;
import dev.hone.data.format.Goal;
import dev.hone.hub.Hub;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.model.TokenLearner;
import dev.hone.report.Ending;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.tensor.TensorScope;
import dev.hone.token.Labelled;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Labeller;
import dev.hone.train.AdamW;
import dev.hone.train.Finding;
import dev.hone.train.GradientStep;
import dev.hone.train.LabelledRows;
import dev.hone.train.LabelledRows.Fate;
import dev.hone.train.Learners;
import dev.hone.train.LearnerState;
import dev.hone.train.Preflight;
import dev.hone.train.RunFolder;
import dev.hone.train.RunIdentity;
import dev.hone.train.TrainingRun;
import dev.hone.train.TrainingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One `hone sft` from its settings to the trained model: opens, checks, tells the plan, trains, keeps, reports.
final class SftSession {
    /// Settings that change neither weights nor log lines, so that a run may go on with others.
    private static final Set<String> FREE = Set.of("output_dir", "save_strategy", "save_steps", "save_total_limit", "report_to", "run_name",
            "sample_prompts", "sample_max_new_tokens", "model_name_or_path", "model_revision", "dataset_name", "adapter_name_or_path");

    private final SftCommand command;
    private final Settings settings;
    private final TrainingSettings training;
    private final SftSettings sft;
    private final PrintWriter err;
    private final Hub hub;
    private final long start = System.nanoTime();

    SftSession(SftCommand command, Settings settings) {
        this.command = command;
        this.settings = settings;
        this.training = settings.of(TrainingSettings.class);
        this.sft = settings.of(SftSettings.class);
        this.err = command.spec.commandLine().getErr();
        this.hub = OpenModel.hub(command.quiet, err);
    }

    int run() {
        Path output = outputDir();
        try (RunFolder folder = RunFolder.take(output, command.resume ? RunFolder.Earlier.RESUME
                     : command.overwrite ? RunFolder.Earlier.OVERWRITE : RunFolder.Earlier.REFUSE);
             TrainedModel model = TrainedModel.open(settings.of(ModelSettings.class), settings.of(LoraSettings.class), sft, hub, training.seed())) {
            refuseOwnFolder(output, model);
            return run(folder, model);
        }
    }

    private Path outputDir() {
        if (training.outputDir() == null) throw new UserError("output_dir is missing: the folder that the run and the trained model go to");
        return Path.of(training.outputDir());
    }

    private static void refuseOwnFolder(Path output, TrainedModel model) {
        try {
            for (Path used : List.of(model.folder().path(), model.before())) if (Files.isSameFile(output, used)) throw new UserError(
                    "output_dir is " + output + ", where the model to train lies; name another folder");
        } catch (IOException e) {
            throw new UserError("output_dir is " + output + ", which cannot be looked at (" + e + ")", e);
        }
    }

    private int run(RunFolder folder, TrainedModel model) {
        var record = new RunRecord(folder, command.resume, command.line(), settings.resolved());
        remarkOnIgnored();
        var labeller = new Labeller(model.tokenizer(), model.template().map(template -> template.withClock(record::started)), sft.labels());
        Dataset dataset = Dataset.forTraining(settings.of(DataSettings.class), Set.of(Goal.TEXT), hub, training.seed());
        Preflight<Labelled> preflight = Preflight.ofTexts(model.tokenizer(), model.ends(sft.eosToken()));
        LabelledRows<LabelledTokens> rows = LabelledRows.read(dataset, labeller::label, settings.of(DataSettings.class).onBadRow(), preflight);
        if (settings.of(DataSettings.class).shuffleDataset()) rows.shuffle(training.seed());
        dataset.description().forEach(command::remark);
        command.remark(account(rows));
        List<Finding> findings = preflight.findings();
        if (!command.force) Preflight.stopAt(findings);
        findings.forEach(finding -> command.remark((finding.severity() == Finding.Severity.REFUSE ? "forced: " : "warning: ") + finding));

        LabelledRows<LabelledTokens> evaluation = evaluationRows(labeller, preflight);
        RunIdentity identity = identity(model, rows);
        if (command.resume) folder.requireSame(identity);
        if (command.overwrite) folder.clear();
        rows.write(folder.path().resolve(RunFolder.ROWS));
        note(record, model, dataset, rows, identity, findings);
        SamplePrompts prompts = SamplePrompts.of(settings.of(ReportSettings.class), dataset, model.template().map(template -> template.withClock(record::started)));
        var story = new SftStory(command, settings, model, rows, findings, record, prompts);
        story.answersBefore(hub);
        record.running();
        try (var _ = TensorScope.open(); TokenLearner learner = Learners.of(model.model(), training.seed(), training.gradientCheckpointing(),
                model.balanceWeight(sft.routerAuxLossCoef())); RunShow show = new RunShow(err, command.quiet)) {
            return trainAndTell(folder, model, learner, new Rows(rows, evaluation), identity, record, story, show);
        }
    }

    /// What is learned, and what is measured; null for nothing.
    private record Rows(LabelledRows<LabelledTokens> training, LabelledRows<LabelledTokens> evaluation) {}

    private int trainAndTell(RunFolder folder, TrainedModel model, TokenLearner learner, Rows rows, RunIdentity identity, RunRecord record, SftStory story, RunShow show) {
        Path report = folder.path().resolve(RunFolder.REPORT);
        try {
            Ending ending = ending(train(folder, model, learner, rows, identity, show), folder);
            if (ending.kind() == Ending.Kind.FINISHED) story.answersAfter(folder.path(), hub);
            record.ended(ending, seconds());
            story.write(report, ending, show.rows());
            return summarise(ending, show, folder);
        } catch (UserError failure) {
            try {
                record.ended(new Ending(Ending.Kind.FAILED, failure.getMessage()), seconds());
                story.write(report, new Ending(Ending.Kind.FAILED, failure.getMessage()), show.rows());
            } catch (UserError another) {
                failure.addSuppressed(another);        // a full disk takes no report either
            }
            throw failure;
        }
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private LabelledRows<LabelledTokens> evaluationRows(Labeller labeller, Preflight<Labelled> preflight) {
        if (training.evalStrategy() == TrainingSettings.When.NO) return null;
        Dataset dataset = Dataset.forEvaluation(settings.of(DataSettings.class), Set.of(Goal.TEXT), hub);
        LabelledRows<LabelledTokens> rows = LabelledRows.read(dataset, labeller::label, settings.of(DataSettings.class).onBadRow(), preflight);
        if (rows.examples().isEmpty()) throw new UserError(dataset.name() + ": none of its " + rows.accounts().size() + " rows can be evaluated");
        return rows;
    }

    private TrainingRun.End train(RunFolder folder, TrainedModel model, TokenLearner learner, Rows rows, RunIdentity identity, RunShow show) {
        List<TokenRow> examples = sft.rows(rows.training.examples(), sft.packing());
        DataOrder order = training.order(examples.stream().mapToInt(TokenRow::length).toArray());
        var optimizer = new AdamW(learner.weights(), training.adamW());
        var state = new LearnerState(learner, optimizer, model.saved());
        var algorithm = new Sft(learner, new GradientStep(learner, optimizer, training.maxGradNorm()), state, sft,
                examples.stream().mapToInt(TokenRow::length).max().orElse(0), batches(rows.evaluation),
                row -> String.join(" + ", row.pieces().stream().map(piece -> rows.training.where(piece.example())).toList()));
        var parts = new TrainingRun.Parts<>(algorithm, examples, order, training, identity, show);
        try (TrainingRun<TokenRow> run = new TrainingRun<>(parts, command.resume)) {
            List<ObjectNode> earlier = metrics(folder);
            if (command.resume) command.remark(run.step() == 0 ? "no checkpoint to resume from: beginning at the first step"
                    : "resuming after step " + run.step() + " of " + run.steps());
            show.begin(earlier, training.reportsToTensorBoard() ? folder.path() : null, run.step(), run.steps());
            if (!command.quiet) new SftPlan(training, model, order, examples, optimizer.bytes(), run.steps()).tell(algorithm, run.steps() - run.step(), command::remark);
            TrainingRun.End end = interruptibly(run, show);
            if (end == TrainingRun.End.FINISHED) state.saveModel(folder.path());
            return end;
        }
    }

    private TrainingRun.End interruptibly(TrainingRun<TokenRow> run, RunShow show) {
        var asked = new AtomicBoolean();
        try (var _ = Interrupts.handledBy(() -> {
                 if (asked.getAndSet(true)) Runtime.getRuntime().halt(Main.INTERRUPTED);
                 command.remark("\nfinishing the step, then saving; Ctrl-C again ends at once");
                 run.stop();
             });
             var _ = ProgressLine.on(err, command.quiet, show::progress)) {
            return run.go();
        }
    }

    private List<List<TokenRow>> batches(LabelledRows<LabelledTokens> evaluation) {
        if (evaluation == null) return List.of();
        List<TokenRow> rows = sft.rows(evaluation.examples(), sft.packsEvaluation());
        List<List<TokenRow>> batches = new ArrayList<>();
        int size = training.perDeviceEvalBatchSize();
        for (int from = 0; from < rows.size(); from += size) batches.add(rows.subList(from, Math.min(from + size, rows.size())));
        return batches;
    }

    private RunIdentity identity(TrainedModel model, LabelledRows<LabelledTokens> rows) {
        Map<String, String> fixed = new LinkedHashMap<>();
        settings.resolved().stream().filter(setting -> !FREE.contains(setting.name())).forEach(setting -> fixed.put(setting.name(), setting.value().toString()));
        return new RunIdentity(fixed, rows.sha256(), model.sha256());
    }

    private static List<ObjectNode> metrics(RunFolder folder) {
        try (Stream<String> lines = Files.lines(folder.metrics())) {
            return lines.map(line -> (ObjectNode) JsonMapper.shared().readTree(line)).toList();
        } catch (IOException e) {
            throw new UserError(folder.metrics() + ": cannot be read (" + e + ")", e);
        }
    }

    private void remarkOnIgnored() {
        if (training.bf16()) command.remark("bf16 is true; this processor's training computes in float32");
    }

    private static String account(LabelledRows<LabelledTokens> rows) {
        long tokens = rows.examples().stream().mapToLong(LabelledTokens::length).sum();
        long labels = rows.examples().stream().mapToLong(LabelledTokens::labels).sum();
        return String.format(Locale.ROOT, "%,d rows: %,d used whole, %,d cut, %,d dropped; %,d tokens, %,d of them learned", rows.accounts().size(),
                rows.count(Fate.USED), rows.count(Fate.CUT), rows.count(Fate.DROPPED), tokens, labels);
    }

    private void note(RunRecord record, TrainedModel model, Dataset dataset, LabelledRows<LabelledTokens> rows, RunIdentity identity, List<Finding> findings) {
        record.part("model").put("name", settings.of(ModelSettings.class).reference()).put("path", model.folder().path().toAbsolutePath().toString())
                .put("architecture", model.model().config().architecture()).put("sha256", identity.model()).put("parameters", model.allParameters())
                .put("trained_parameters", model.trainedParameters()).put("adapter", model.isAdapter());
        record.part("data").put("name", dataset.name()).put("files_sha256", dataset.sha256()).put("tokens_sha256", identity.data())
                .put("rows", rows.accounts().size()).put("used", rows.count(Fate.USED)).put("cut", rows.count(Fate.CUT)).put("dropped", rows.count(Fate.DROPPED))
                .put("tokens", rows.examples().stream().mapToLong(LabelledTokens::length).sum())
                .put("labels", rows.examples().stream().mapToLong(LabelledTokens::labels).sum());
        ArrayNode list = record.list("findings");
        for (Finding finding : findings) list.addObject().put("code", finding.code()).put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                .put("message", finding.message()).put("remedy", finding.remedy());
    }

    private Ending ending(TrainingRun.End end, RunFolder folder) {
        return switch (end) {
            case FINISHED -> new Ending(Ending.Kind.FINISHED, "the model is in " + folder.path());
            case STOPPED -> new Ending(Ending.Kind.STOPPED, "by Ctrl-C; go on with: " + command.line() + " --resume");
        };
    }

    private int summarise(Ending ending, RunShow show, RunFolder folder) {
        PrintWriter out = command.spec.commandLine().getOut();
        boolean finished = ending.kind() == Ending.Kind.FINISHED;
        if (command.json) {
            ObjectNode json = JsonMapper.shared().createObjectNode().put("output_dir", folder.path().toString()).put("end", ending.kind().name().toLowerCase(Locale.ROOT));
            if (!show.rows().isEmpty()) show.rows().getLast().forEach(json::put);
            out.println(json);
        } else if (!command.quiet && finished) out.printf(Locale.ROOT, "%s: trained in %s, mean loss %.4f; report in %s%n", folder.path(),
                RunShow.clock(seconds()), show.rows().getLast().get("train_loss"), folder.path().resolve(RunFolder.REPORT));
        if (!finished) command.remark("stopped " + ending.words());
        out.flush();
        return finished ? Main.SUCCESS : Main.INTERRUPTED;
    }
}
