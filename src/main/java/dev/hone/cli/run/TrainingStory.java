package dev.hone.cli.run;

import dev.hone.hub.Hub;
import dev.hone.report.Answers;
import dev.hone.report.Curves;
import dev.hone.report.DataAccount;
import dev.hone.report.Ending;
import dev.hone.report.Fact;
import dev.hone.report.Facts;
import dev.hone.report.Findings;
import dev.hone.report.Histogram;
import dev.hone.report.Histograms;
import dev.hone.report.Rerun;
import dev.hone.report.ResolvedSettings;
import dev.hone.report.RunReport;
import dev.hone.report.Samples;
import dev.hone.report.Section;
import dev.hone.report.Setting;
import dev.hone.settings.Settings;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Learnable;
import dev.hone.token.TokenPair;
import dev.hone.token.TokenPrompt;
import dev.hone.token.TokenRollout;
import dev.hone.token.TokenVerdict;
import dev.hone.train.Finding;
import dev.hone.train.LabelledRows;
import dev.hone.train.LabelledRows.Account;
import dev.hone.train.LabelledRows.Fate;
import dev.hone.train.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells a run on a page, from what it began with to the answers after it.
final class TrainingStory<X extends Learnable> {
    private static final int SAMPLES = 3;

    private final RunOptions options;
    private final Settings settings;
    private final Job<X, ?, ?> job;
    private final TrainedModel model;
    private final LabelledRows<X> rows;
    private final List<Finding> findings;
    private final Alarms alarms;
    private final RunRecord record;
    private final SamplePrompts prompts;
    private final TrainingExams exams;
    private ArrayNode answers;

    TrainingStory(RunOptions options, Settings settings, Job<X, ?, ?> job, LabelledRows<X> rows, List<Finding> findings, Alarms alarms,
            RunRecord record, SamplePrompts prompts, TrainingExams exams) {
        this.options = options;
        this.settings = settings;
        this.job = job;
        this.model = job.model();
        this.rows = rows;
        this.findings = findings;
        this.alarms = alarms;
        this.record = record;
        this.prompts = prompts;
        this.exams = exams;
    }

    /// Notes what the model answers before training, as an earlier part of the run found it or as it is found now.
    void answersBefore(Hub hub) {
        JsonNode earlier = record.earlier("answers");
        answers = record.list("answers");
        if (earlier.size() == prompts.texts().size()) {
            earlier.forEach(answer -> answers.add(((ObjectNode) answer).without("after")));
            return;
        }
        List<String> before = model.before().map(folder -> answersOf(folder, hub)).orElse(Collections.nCopies(prompts.texts().size(), "(new, nothing learned)"));
        for (int i = 0; i < before.size(); i++) answers.addObject().put("prompt", prompts.texts().get(i)).put("before", before.get(i));
    }

    /// @param trained the folder of the trained model
    void answersAfter(Path trained, Hub hub) {
        List<String> after = answersOf(trained, hub);
        for (int i = 0; i < after.size(); i++) ((ObjectNode) answers.get(i)).put("after", after.get(i));
    }

    private List<String> answersOf(Path folder, Hub hub) {
        return prompts.answers(folder, hub, settings.of(ReportSettings.class).sampleMaxNewTokens());
    }

    void write(Path file, Ending ending, List<Map<String, Double>> metrics) {
        List<Section> sections = new ArrayList<>();
        if (!alarms.findings().isEmpty()) sections.add(new Findings("Alarms", shown(alarms.findings())));
        sections.add(new Curves(metrics));
        sections.addAll(job.sections(Path.of(settings.of(TrainingSettings.class).outputDir())));
        sections.addAll(exams.sections());
        List<Double> margins = job.margins();
        if (!margins.isEmpty()) sections.add(new Histograms("Margins", "By how much the chosen answer's reward was higher, in the last " + margins.size()
                + " pairs that were learned. Left of 0 the rejected answer is ahead; far to the right pairs teach little more.",
                List.of(Histogram.ofNumbers("Pairs by margin", margins.stream().mapToDouble(margin -> margin).toArray()))));
        sections.addAll(List.of(data(), new Findings("Check before the start", shown(findings)), samples()));
        if (answers.size() > 0) sections.add(answered());
        sections.add(new ResolvedSettings(settings.resolved().stream()
                .map(setting -> new Setting(setting.name(), text(setting.value()), text(setting.fallback()))).toList()));
        sections.add(new Facts("Versions and machine", facts()));
        sections.add(new Rerun(options.line()));
        List<Fact> headlines = new ArrayList<>(job.headlines(metrics));
        headlines.add(Fact.ofMetric("steps", "step", metrics));
        headlines.add(Fact.ofMetric("tokens a second", "tokens_per_second", metrics));
        new RunReport(title(), about(), ending, headlines, sections).write(file);
    }

    private String title() {
        String name = settings.of(TrainingSettings.class).runName();
        return name == null ? job.title() + " " + model.name() : name;
    }

    private String about() {
        return (model.isAdapter() ? "An adapter of " : "All weights of ") + model.name() + " on "
                + record.value("data", "name") + ": " + model.trainedParameters() + " trained parameters.";
    }

    private DataAccount data() {
        Map<String, Long> dropped = rows.accounts().stream().filter(account -> account.fate() == Fate.DROPPED)
                .collect(Collectors.groupingBy(Account::reason, TreeMap::new, Collectors.counting()));
        int[] lengths = rows.examples().stream().mapToInt(Learnable::length).toArray();
        int[] labels = rows.examples().stream().mapToInt(Learnable::labels).toArray();
        List<Histogram> histograms = new ArrayList<>(List.of(Histogram.of("Tokens of a row", lengths), Histogram.of("Learned tokens of a row", labels)));
        answerLengths().ifPresent(histograms::add);
        return new DataAccount(rows.count(Fate.USED), rows.count(Fate.CUT), dropped.entrySet().stream().map(e -> new DataAccount.Dropped(e.getKey(), e.getValue())).toList(),
                IntStream.of(lengths).asLongStream().sum(), IntStream.of(labels).asLongStream().sum(),
                histograms);
    }

    /// Where better and worse answers differ in length, a model may learn that instead; empty where answers are not judged.
    private Optional<Histogram> answerLengths() {
        List<Integer> better = new ArrayList<>(), worse = new ArrayList<>();
        boolean pairs = false;
        for (Learnable row : rows.examples()) switch (row) {
            case TokenPair pair -> {
                pairs = true;
                better.add(pair.chosen().length() - pair.common());
                worse.add(pair.rejected().length() - pair.common());
            }
            case TokenVerdict verdict -> (verdict.good() ? better : worse).add(verdict.answer().answer().length);
            case LabelledTokens _, TokenPrompt _, TokenRollout _ -> {}
        }
        if (better.isEmpty() || worse.isEmpty()) return Optional.empty();
        return Optional.of(Histogram.ofLengths(pairs ? "Tokens of an answer, from where the two differ" : "Tokens of an answer",
                pairs ? "chosen" : "good", ints(better), pairs ? "rejected" : "bad", ints(worse)));
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(number -> number).toArray();
    }

    private static List<Findings.Finding> shown(List<Finding> findings) {
        return findings.stream().map(TrainingStory::shown).toList();
    }

    private static Findings.Finding shown(Finding finding) {
        return new Findings.Finding(finding.severity() == Finding.Severity.REFUSE ? Findings.Level.REFUSAL : Findings.Level.WARNING, finding.message(), finding.remedy());
    }

    private Samples samples() {
        List<Samples.Sample> samples = new ArrayList<>();
        for (int i = 0; i < Math.min(SAMPLES, rows.examples().size()); i++)
            for (LabelledTokens tokens : job.rows().sequences(rows.examples().get(i))) samples.add(sample(rows.where(i), tokens));
        return new Samples(samples);
    }

    private Samples.Sample sample(String where, LabelledTokens tokens) {
        return new Samples.Sample(where, IntStream.range(0, tokens.length()).mapToObj(t -> new Samples.Piece(
                model.tokenizer().decode(new int[] {tokens.ids()[t]}, false), t > 0 && tokens.learned()[t])).toList());
    }

    private Answers answered() {
        return new Answers(answers.valueStream().map(answer -> new Answers.Answer(answer.path("prompt").asString(), answer.path("before").asString(),
                answer.path("after").asString("(the run has not finished)"))).toList());
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "none" : value.isString() ? value.stringValue() : value.toString();
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        for (String part : List.of("model", "data", "versions", "machine"))
            record.part(part, (name, value) -> facts.add(new Fact(part + ": " + name, text(value))));
        return facts;
    }
}
