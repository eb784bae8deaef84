package dev.hone.cli.run;

import dev.hone.batch.DataOrder;
import dev.hone.cli.console.Interrupts;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.ProgressLine;
import dev.hone.cli.model.OpenModel;
import dev.hone.data.DataSettings;
import dev.hone.data.dataset.Dataset;
import dev.hone.hub.Hub;
import dev.hone.model.Learner;
import dev.hone.report.Ending;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.tensor.TensorScope;
import dev.hone.token.ChatTemplate;
import dev.hone.token.Learnable;
import dev.hone.train.AdamW;
import dev.hone.train.Algorithm;
import dev.hone.train.Finding;
import dev.hone.train.GradientStep;
import dev.hone.train.LabelledRows;
import dev.hone.train.LabelledRows.Fate;
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
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A run from its settings to the trained model: opens, checks, tells the plan, trains, keeps, reports. What is trained, and on
/// what, its [Job] knows.
public final class TrainingSession<X extends Learnable, E, L extends Learner> {
    /// Settings that change neither weights nor log lines, so that a run may go on with others.
    private static final Set<String> FREE = Set.of("output_dir", "save_strategy", "save_steps", "save_total_limit", "report_to", "run_name",
            "sample_prompts", "sample_max_new_tokens", "eval_suites_data", "stop_on_alarm", "model_name_or_path", "model_revision", "dataset_name", "adapter_name_or_path", "value_model_path");

    private final RunOptions options;
    private final Settings settings;
    private final TrainingSettings training;
    private final Function<Hub, Job<X, E, L>> opening;
    private final PrintWriter err;
    private final Hub hub;
    private final long start = System.nanoTime();
    private TrainingRun<E> running;

    /// @param opening opens the model and all else that the job needs
    public TrainingSession(RunOptions options, Settings settings, Function<Hub, Job<X, E, L>> opening) {
        this.options = options;
        this.settings = settings;
        this.training = settings.of(TrainingSettings.class);
        this.opening = opening;
        this.err = options.command.commandLine().getErr();
        this.hub = OpenModel.hub(!options.talks(), err);
    }

    public int run() {
        Path output = outputDir();
        try (RunFolder folder = RunFolder.take(output, options.resume ? RunFolder.Earlier.RESUME
                     : options.overwrite ? RunFolder.Earlier.OVERWRITE : RunFolder.Earlier.REFUSE);
             Job<X, E, L> job = opening.apply(hub)) {
            refuseOwnFolder(output, job.model());
            return run(folder, job);
        }
    }

    private Path outputDir() {
        if (training.outputDir() == null) throw new UserError("output_dir is missing: the folder that the run and the trained model go to");
        return Path.of(training.outputDir());
    }

    private static void refuseOwnFolder(Path output, TrainedModel model) {
        try {
            for (Path used : Stream.concat(Stream.of(model.folder().path()), model.before().stream()).toList()) if (Files.isSameFile(output, used)) throw new UserError(
                    "output_dir is " + output + ", where the model to train lies; name another folder");
        } catch (IOException e) {
            throw new UserError("output_dir is " + output + ", which cannot be looked at (" + e + ")", e);
        }
    }

    private int run(RunFolder folder, Job<X, E, L> job) {
        TrainedModel model = job.model();
        var record = new RunRecord(folder, options.resume, options.line(), settings.resolved());
        remarkOnIgnored();
        Optional<ChatTemplate> template = job.template().map(each -> each.withClock(record::started));
        DataSettings data = job.data(settings.of(DataSettings.class));
        Dataset dataset = Dataset.forTraining(data, job.rows().goals(), hub, training.seed());
        LabelledRows<X> rows = job.rows().read(dataset, template);
        if (data.shuffleDataset()) rows.shuffle(training.seed());
        dataset.description().forEach(options::remark);
        options.remark(account(rows));
        TrainingExams exams = TrainingExams.of(settings.of(SuiteSettings.class), eosToken(), job, template, folder.path(), hub, options::remark);
        List<Finding> findings = new ArrayList<>(job.rows().findings());
        findings.addAll(exams.overlaps(rows.examples().size(), row -> text(job, rows.examples().get(row)), rows::where));
        if (!options.force) Preflight.stopAt(findings);
        findings.forEach(finding -> options.remark((finding.severity() == Finding.Severity.REFUSE ? "forced: " : "warning: ") + finding));

        LabelledRows<X> evaluation = evaluationRows(job, template);
        RunIdentity identity = identity(job, rows);
        if (options.resume) folder.requireSame(identity);
        if (options.overwrite) folder.clear();
        rows.write(folder.path().resolve(RunFolder.ROWS));
        note(record, model, dataset, rows, identity, findings);
        SamplePrompts prompts = job.answers() ? SamplePrompts.of(settings.of(ReportSettings.class), dataset, template) : SamplePrompts.NONE;
        var alarms = new Alarms(record);
        var story = new TrainingStory<>(options, settings, job, rows, findings, alarms, record, prompts, exams);
        story.answersBefore(hub);
        record.running();
        try (var _ = TensorScope.open(); L learner = job.learner(); RunShow show = new RunShow(err, !options.talks())) {
            var course = new Course<>(folder, job, learner, rows, evaluation, identity, alarms, exams);
            return trainAndTell(course, record, story, show);
        }
    }

    /// What one run has in hand.
    /// @param evaluation what is measured; null for nothing
    private record Course<X extends Learnable, E, L extends Learner>(RunFolder folder, Job<X, E, L> job, L learner, LabelledRows<X> rows,
            LabelledRows<X> evaluation, RunIdentity identity, Alarms alarms, TrainingExams exams) {}

    private int trainAndTell(Course<X, E, L> course, RunRecord record, TrainingStory<X> story, RunShow show) {
        RunFolder folder = course.folder;
        Path report = folder.path().resolve(RunFolder.REPORT);
        try {
            Ending ending = ending(train(course, show), course);
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

    private LabelledRows<X> evaluationRows(Job<X, E, L> job, Optional<ChatTemplate> template) {
        if (training.evalStrategy() == TrainingSettings.When.NO || isForSuitesAlone()) return null;
        Dataset dataset = Dataset.forEvaluation(settings.of(DataSettings.class), job.rows().goals(), hub);
        LabelledRows<X> rows = job.rows().read(dataset, template);
        if (rows.examples().isEmpty()) throw new UserError(dataset.name() + ": none of its " + rows.accounts().size() + " rows can be evaluated");
        return rows;
    }

    /// Whether evaluations put benchmarks and no rows.
    private boolean isForSuitesAlone() {
        return !settings.of(SuiteSettings.class).evalSuites().isEmpty() && settings.of(DataSettings.class).evalDataset() == null;
    }

    /// The setting by this name, which each algorithm that has it has among its own.
    private String eosToken() {
        return settings.resolved().stream().filter(setting -> setting.name().equals("eos_token") && setting.value().isString()).map(setting -> setting.value().stringValue()).findFirst().orElse(null);
    }

    private static <X extends Learnable> String text(Job<X, ?, ?> job, X row) {
        return job.rows().sequences(row).stream().map(sequence -> job.model().tokenizer().decode(sequence.ids(), true)).collect(Collectors.joining("\n"));
    }

    private TrainingRun.End train(Course<X, E, L> course, RunShow show) {
        Job<X, E, L> job = course.job;
        RunFolder folder = course.folder;
        List<E> examples = job.rows().examples(course.rows.examples(), false);
        int[] lengths = examples.stream().mapToInt(job::length).toArray();
        DataOrder order = job.order(training, lengths);
        List<E> used = used(order, examples);
        var optimizer = new AdamW(course.learner.weights(), training.adamW());
        var state = new LearnerState(course.learner, optimizer, job.model().saved());
        Algorithm<E> algorithm = job.algorithm(course.learner, new Job.Parts<>(new GradientStep(course.learner, optimizer, training.maxGradNorm()), state,
                folder.path(), order, course.identity, training.steps(order), used, IntStream.of(lengths).max().orElse(0), batches(course),
                finding -> alarm(course, finding), options::remark));
        course.exams.before(course.learner, options.resume);
        var parts = new TrainingRun.Parts<>(course.exams.during(algorithm, course.learner), examples, where(course, examples), order, training, course.identity, show);
        try (TrainingRun<E> run = new TrainingRun<>(parts, options.resume)) {
            running = run;
            course.alarms.forgetAfter(run.step());
            List<ObjectNode> earlier = metrics(folder);
            if (options.resume) options.remark(run.step() == 0 ? "no checkpoint to resume from: beginning at the first step"
                    : "resuming after step " + run.step() + " of " + run.steps());
            show.begin(earlier, training.reportsToTensorBoard() ? folder.path() : null, run.step(), run.steps());
            if (options.talks()) new TrainingPlan<>(training, job.model(), order, examples, job::length, optimizer.bytes() + job.otherOptimizersBytes(), run.steps(), used, job.unplanned())
                    .tell(algorithm, run.steps() - run.step(), options::remark);
            TrainingRun.End end = interruptibly(run, show);
            if (end == TrainingRun.End.FINISHED) {
                algorithm.state().saveModel(folder.path());
                course.exams.after(course.learner, run.steps(), training.loadBestModelAtEnd());
            }
            return end;
        }
    }

    private void alarm(Course<X, E, L> course, Finding finding) {
        int step = running.step() + 1;
        course.alarms.raise(step, finding);
        options.remark("alarm: step " + step + ": " + finding);
        if (course.job.stopsAtAlarms()) running.stop();
    }

    private List<E> used(DataOrder order, List<E> examples) {
        BitSet taken = new BitSet();
        int steps = training.steps(order);
        for (int step = 0; step < steps && taken.cardinality() < examples.size(); step++) order.step(step).forEach(batch -> batch.forEach(taken::set));
        return taken.stream().mapToObj(examples::get).toList();
    }

    /// Where an example is from: `train.jsonl:812`, or several of these.
    private Function<E, String> where(Course<X, E, L> course, List<E> examples) {
        Map<E, Integer> places = new IdentityHashMap<>();
        for (int i = 0; i < examples.size(); i++) places.put(examples.get(i), i);
        return example -> course.job.rows().rowsOf(example, places.get(example)).stream().map(course.rows::where).collect(Collectors.joining(" + "));
    }

    private TrainingRun.End interruptibly(TrainingRun<E> run, RunShow show) {
        var asked = new AtomicBoolean();
        try (var _ = Interrupts.handledBy(() -> {
                 if (asked.getAndSet(true)) Runtime.getRuntime().halt(Program.INTERRUPTED);
                 options.remark("\nfinishing the step, then saving; Ctrl-C again ends at once");
                 run.stop();
             });
             var _ = ProgressLine.on(err, options.quiet, show::progress)) {
            return run.go();
        }
    }

    private List<List<E>> batches(Course<X, E, L> course) {
        if (course.evaluation == null) return List.of();
        List<E> rows = course.job.rows().examples(course.evaluation.examples(), true);
        List<List<E>> batches = new ArrayList<>();
        int size = training.perDeviceEvalBatchSize();
        for (int from = 0; from < rows.size(); from += size) batches.add(rows.subList(from, Math.min(from + size, rows.size())));
        return batches;
    }

    private RunIdentity identity(Job<X, E, L> job, LabelledRows<?> rows) {
        Map<String, String> fixed = new LinkedHashMap<>();
        settings.resolved().stream().filter(setting -> !FREE.contains(setting.name())).forEach(setting -> fixed.put(setting.name(), setting.value().toString()));
        return new RunIdentity(fixed, rows.sha256(), job.sha256());
    }

    private static List<ObjectNode> metrics(RunFolder folder) {
        try (Stream<String> lines = Files.lines(folder.metrics())) {
            return lines.map(line -> (ObjectNode) JsonMapper.shared().readTree(line)).toList();
        } catch (IOException e) {
            throw new UserError(folder.metrics() + ": cannot be read (" + e + ")", e);
        }
    }

    private void remarkOnIgnored() {
        if (training.bf16()) options.remark("bf16 is true; this processor's training computes in float32");
    }

    private static String account(LabelledRows<?> rows) {
        long tokens = rows.examples().stream().mapToLong(Learnable::length).sum();
        long labels = rows.examples().stream().mapToLong(Learnable::labels).sum();
        return String.format(Locale.ROOT, "%,d rows: %,d used whole, %,d cut, %,d dropped; %,d tokens, %,d of them learned", rows.accounts().size(),
                rows.count(Fate.USED), rows.count(Fate.CUT), rows.count(Fate.DROPPED), tokens, labels);
    }

    private void note(RunRecord record, TrainedModel model, Dataset dataset, LabelledRows<?> rows, RunIdentity identity, List<Finding> findings) {
        record.part("model").put("name", model.name()).put("path", model.folder().path().toAbsolutePath().toString())
                .put("architecture", model.model().config().architecture()).put("sha256", identity.model()).put("parameters", model.allParameters())
                .put("trained_parameters", model.trainedParameters()).put("adapter", model.isAdapter());
        record.part("data").put("name", dataset.name()).put("files_sha256", dataset.sha256()).put("tokens_sha256", identity.data())
                .put("rows", rows.accounts().size()).put("used", rows.count(Fate.USED)).put("cut", rows.count(Fate.CUT)).put("dropped", rows.count(Fate.DROPPED))
                .put("tokens", rows.examples().stream().mapToLong(Learnable::length).sum())
                .put("labels", rows.examples().stream().mapToLong(Learnable::labels).sum());
        ArrayNode list = record.list("findings");
        for (Finding finding : findings) list.addObject().put("code", finding.code()).put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                .put("message", finding.message()).put("remedy", finding.remedy());
    }

    private Ending ending(TrainingRun.End end, Course<X, E, L> course) {
        return switch (end) {
            case FINISHED -> new Ending(Ending.Kind.FINISHED, "the model is in " + course.folder.path());
            case STOPPED -> new Ending(Ending.Kind.STOPPED, stoppedBy(course) + "; go on with: " + options.line() + " --resume");
        };
    }

    private String stoppedBy(Course<X, E, L> course) {
        String alarms = course.alarms.codes(running.step());
        return alarms.isEmpty() || !course.job.stopsAtAlarms() ? "by Ctrl-C" : "by the alarm " + alarms;
    }

    private int summarise(Ending ending, RunShow show, RunFolder folder) {
        PrintWriter out = options.command.commandLine().getOut();
        boolean finished = ending.kind() == Ending.Kind.FINISHED;
        if (options.json) {
            ObjectNode json = JsonMapper.shared().createObjectNode().put("output_dir", folder.path().toString()).put("end", ending.kind().name().toLowerCase(Locale.ROOT));
            if (!show.rows().isEmpty()) show.rows().getLast().forEach(json::put);
            out.println(json);
        } else if (options.talks() && finished) out.printf(Locale.ROOT, "%s: trained in %s, mean loss %.4f; report in %s%n", folder.path(),
                RunShow.clock(seconds()), show.rows().getLast().get("train_loss"), folder.path().resolve(RunFolder.REPORT));
        if (!finished) options.remark("stopped " + ending.words());
        out.flush();
        return finished ? Program.SUCCESS : Program.INTERRUPTED;
    }
}
