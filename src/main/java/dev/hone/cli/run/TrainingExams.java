package dev.hone.cli.run;

import dev.hone.cli.eval.ComparedSuite;
import dev.hone.cli.eval.ComparisonPage;
import dev.hone.curate.ask.AnsweringModel;
import dev.hone.curate.text.Contamination;
import dev.hone.eval.Askable;
import dev.hone.eval.Benchmark;
import dev.hone.eval.Score;
import dev.hone.eval.Question;
import dev.hone.eval.SuiteData;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.SuiteQuestions;
import dev.hone.eval.SuiteResults;
import dev.hone.eval.SuiteRun;
import dev.hone.eval.ask.OwnModel;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Shortened;
import dev.hone.eval.benchmark.Benchmarks;
import dev.hone.eval.compare.Outcome;
import dev.hone.eval.text.PunktData;
import dev.hone.generate.GeneratorSettings;
import dev.hone.hub.Hub;
import dev.hone.model.Learner;
import dev.hone.model.WeightValues;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.report.Section;
import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.token.ChatTemplate;
import dev.hone.train.Algorithm;
import dev.hone.train.Finding;
import dev.hone.train.Metrics;
import dev.hone.train.RunFolder;
import dev.hone.train.TrainingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Benchmarks that are put to a model while it learns: the same questions before the first step, whenever the run is evaluated, and at the
/// end. What it said lies in the run's folder, `eval/before` and so on, as `hone compare` takes it.
final class TrainingExams {
    private static final String BEFORE = "before", AFTER = "after", STEP = "step-";
    private static final int AT_ONCE = 64;
    /// As `hone compare` has them.
    private static final double MARGIN = 0.05, ALPHA = 0.05;

    private final List<Exam> exams;
    private final Sitting sitting;
    private String latest = BEFORE;

    private record Exam(Askable suite, SuiteQuestions questions) {}

    /// Who sits the exams.
    /// @param template  for conversations; none where prompts are continued as they are
    /// @param ends      tokens that end an answer
    /// @param maxTokens of an answer; null for each benchmark's own
    /// @param folder    of the results
    record Sitting(TrainedModel model, Optional<ChatTemplate> template, List<Integer> ends, Integer maxTokens, Path folder, Consumer<String> remark) {}

    private TrainingExams(List<Exam> exams, Sitting sitting) {
        this.exams = exams;
        this.sitting = sitting;
    }

    /// Reads the questions, so that what is missing is told before the first step.
    /// @param run the run's folder
    static TrainingExams of(SuiteSettings settings, String eosToken, Job<?, ?, ?> job, Optional<ChatTemplate> template, Path run, Hub hub, Consumer<String> remark) {
        List<Exam> exams = new ArrayList<>();
        if (!settings.evalSuites().isEmpty() && !job.answers()) throw new UserError("eval_suites is given, but this model gives scores and no answers");
        SuiteData data = settings.evalSuites().isEmpty() ? null
                : new SuiteData(settings.evalSuitesData() == null ? null : Path.of(settings.evalSuitesData()), settings.evalSuites().size() == 1, hub);
        for (String name : settings.evalSuites()) {
            Benchmark benchmark = Benchmarks.of(name, PunktData.installed().orElse(PunktData.BUILT_IN), SuiteFiles.installed());
            if (!(benchmark instanceof Askable suite) || suite.needsJudge() || suite.needsUser()) throw new UserError("eval_suites has " + name + ", which cannot be put to a model without anybody else; hone eval or hone grade can");
            exams.add(new Exam(suite, data.questions(suite, remark).sample(settings.evalSuitesLimit(), 0)));
        }
        return new TrainingExams(exams, new Sitting(job.model(), template, List.copyOf(job.model().ends(eosToken)), settings.evalSuitesMaxNewTokens(), run.resolve(RunFolder.EVAL), remark));
    }

    boolean isEmpty() {
        return exams.isEmpty();
    }

    /// Rows of the training data that contain questions of the benchmarks, one finding for each benchmark.
    /// @param rows  how many
    /// @param texts of a row
    /// @param where a row is from
    List<Finding> overlaps(int rows, IntFunction<String> texts, IntFunction<String> where) {
        List<Overlap> overlaps = exams.stream().map(Overlap::new).toList();
        if (!isEmpty()) for (int row = 0; row < rows; row++) {
            int number = row;
            String text = texts.apply(row);
            for (Overlap overlap : overlaps) overlap.look(text, () -> where.apply(number));
        }
        return overlaps.stream().flatMap(overlap -> overlap.finding(rows).stream()).toList();
    }

    /// Rows that contain questions of one benchmark, by the measure of `hone curate`'s step `decontaminate`.
    private static final class Overlap {
        private final String suite;
        private final Contamination questions = new Contamination(Contamination.GROUP);
        private int rows;
        private String first;

        private Overlap(Exam exam) {
            suite = exam.suite.name();
            for (Question question : exam.questions.asked()) questions.add(question.id(), exam.suite.words(question.row()));
        }

        private void look(String text, Supplier<String> where) {
            Optional<Contamination.Found> found = questions.worst(text).or(() -> questions.same(text)).filter(worst -> worst.share() >= Contamination.SHARE);
            if (found.isPresent() && rows++ == 0)
                first = String.format(Locale.ROOT, "%s has %.0f %% of the words of question %s", where.get(), 100 * found.get().share(), found.get().item());
        }

        private Optional<Finding> finding(int of) {
            return rows == 0 ? Optional.empty() : Optional.of(new Finding(Finding.Severity.WARN, "eval_suites_overlap", rows + " of " + of + " rows contain questions of " + suite + ": " + first,
                    "take these rows out, or take that suite's score for what was learned by heart"));
        }
    }

    /// Puts the questions to the model before it learns.
    /// @param resume whether what an earlier part of the run has found holds
    void before(Learner learner, boolean resume) {
        if (isEmpty() || resume && exams.stream().allMatch(exam -> Files.exists(file(BEFORE, exam)))) return;
        sitting.remark.accept("asking " + exams.stream().map(exam -> exam.suite.name()).toList() + " before the first step");
        sit(BEFORE, learner);
    }

    /// The algorithm, whose evaluations put the questions too.
    <E> Algorithm<E> during(Algorithm<E> algorithm, Learner learner) {
        return isEmpty() ? algorithm : new Examined<>(algorithm, this, learner);
    }

    /// Puts the questions at the end, unless the model is as it was when they were put last.
    /// @param step the last one
    /// @param best whether the model is the best of several and not the last one
    void after(Learner learner, int step, boolean best) {
        if (!isEmpty() && (best || !latest.equals(STEP + step))) sit(AFTER, learner);
    }

    /// How the model did when it was asked last, against before.
    List<Section> sections() {
        return latest.equals(BEFORE) ? List.of() : ComparisonPage.of(BEFORE, latest, MARGIN, ALPHA, compared(latest)).sections();
    }

    private List<ComparedSuite> compared(String place) {
        return exams.stream().map(exam -> ComparedSuite.of(exam.suite.name(), file(BEFORE, exam), file(place, exam))).toList();
    }

    private Path file(String place, Exam exam) {
        return sitting.folder.resolve(place).resolve(exam.suite.name() + ".jsonl");
    }

    /// @return scores and differences from before, by the names of metrics
    private Map<String, Double> sit(String place, Learner learner) {
        Map<String, Double> metrics = new TreeMap<>();
        TrainedModel model = sitting.model;
        int context = model.model().config().maxPositions();
        var decoder = new CpuDecoder(model.model(), DType.FLOAT32, WeightValues.learned(model.model(), learner.weights()));
        GeneratorSettings limits = AnsweringModel.limits(decoder, context, AT_ONCE);
        try (var own = new OwnModel(new OwnModel.Parts(model.name(), decoder, AnsweringModel.generator(decoder, limits), context, model.tokenizer(), sitting.template, sitting.ends,
                AnsweringModel.texts(model.tokenizer())))) {
            Respondent asked = sitting.maxTokens == null ? own : new Shortened(own, sitting.maxTokens);
            for (Exam exam : exams) metrics.putAll(sit(exam, asked, file(place, exam)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while benchmarks were put to the model", e);
        }
        latest = place;
        if (!place.equals(BEFORE)) tell(compared(place), metrics);
        return metrics;
    }

    private static Map<String, Double> sit(Exam exam, Respondent asked, Path file) throws InterruptedException {
        SuiteResults results = new SuiteRun(exam.suite, Respondents.of(asked), exam.suite.answers(), AT_ONCE, () -> {}).of(exam.questions);
        if (results.scores().isEmpty()) throw new UserError("eval_suites: " + exam.suite.name() + " has no verdict: " + results.failure().orElse(""));
        results.write(file);
        Map<String, Double> metrics = new TreeMap<>();
        for (Score score : results.scores()) metrics.put(metric(exam.suite.name(), score.metric()), score.value());
        return metrics;
    }

    private void tell(List<ComparedSuite> suites, Map<String, Double> metrics) {
        List<Outcome> outcomes = Outcome.of(suites.stream().map(ComparedSuite::comparison).toList(), ALPHA, MARGIN);
        for (int i = 0; i < suites.size(); i++) {
            var comparison = suites.get(i).comparison();
            metrics.put(metric(suites.get(i).name(), "difference"), comparison.difference());
            sitting.remark.accept(String.format(Locale.ROOT, "%s: %s: %.4f before, now %.4f", suites.get(i).name(), outcomes.get(i).words(), comparison.first(), comparison.second()));
        }
    }

    /// `eval_mmlu_pro_level2`.
    private static String metric(String suite, String metric) {
        return "eval_" + suite.replace('-', '_') + "_" + metric;
    }

    /// An algorithm whose evaluations put the questions too.
    private static final class Examined<E> implements Algorithm<E> {
        private final Algorithm<E> algorithm;
        private final TrainingExams exams;
        private final Learner learner;
        private int step;

        private Examined(Algorithm<E> algorithm, TrainingExams exams, Learner learner) {
            this.algorithm = algorithm;
            this.exams = exams;
            this.learner = learner;
        }

        @Override public Metrics step(Step<E> step) {
            this.step = step.number();
            return algorithm.step(step);
        }

        @Override public Map<String, Double> evaluate() {
            Map<String, Double> metrics = new TreeMap<>(algorithm.evaluate());
            metrics.putAll(exams.sit(STEP + step, learner));
            return metrics;
        }

        @Override public void probe(List<E> batch) {
            algorithm.probe(batch);
        }

        @Override public TrainingState state() {
            return algorithm.state();
        }
    }
}
