package dev.hone.cli.eval;

import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.ProgressLine;
import dev.hone.cli.model.OpenModel;
import dev.hone.eval.Askable;
import dev.hone.eval.Benchmark;
import dev.hone.eval.MultipleChoice;
import dev.hone.eval.SuiteData;
import dev.hone.eval.SuiteFiles;
import dev.hone.eval.SuiteQuestions;
import dev.hone.eval.SuiteResults;
import dev.hone.eval.SuiteRun;
import dev.hone.eval.ask.Remembered;
import dev.hone.eval.ask.Respondent;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Shortened;
import dev.hone.eval.benchmark.Benchmarks;
import dev.hone.reward.judge.ReplyCache;
import dev.hone.settings.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `hone eval`: benchmarks, put to a model and graded.
@Command(name = "eval", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Puts benchmarks to a model, on our own engine or on a server with OpenAI's protocol, and grades what it says.",
            "Writes SUITE.jsonl with a row for each answer, as hone grade does, and summary.json with scores and intervals; hone compare takes two such folders. "
            + "A run that was interrupted goes on when it is started again: no question is put twice."},
        footer = {"", "Examples:", "  hone eval ifeval,gsm8k,mmlu-pro --model runs/sft --limit 200",
            "  hone eval gsm8k --endpoint http://127.0.0.1:8000/v1 --served-model qwen3-8b",
            "  hone eval mt-bench --model runs/dpo --judge-endpoint https://api.openai.com/v1 --judge-model gpt-4.1",
            "  hone eval tau-bench-retail --endpoint http://127.0.0.1:8000/v1 --served-model qwen3-8b --user-endpoint https://api.openai.com/v1 --user-name gpt-4o --trials 4"})
public final class EvalCommand implements Callable<Integer> {
    private static final String API_KEY = "OPENAI_API_KEY";

    @Spec CommandSpec spec;

    @Parameters(paramLabel = "SUITE", arity = "1..*", split = ",", completionCandidates = Suites.class, description = "Benchmarks: ${COMPLETION-CANDIDATES}.")
    List<String> suites;

    @Option(names = "--model", paramLabel = "DIR|ID", description = "The folder of a model or of an adapter, or a hub id with an optional @revision (default: none).")
    String model;

    @Option(names = "--endpoint", paramLabel = "URL", description = "A server in place of --model, up to and without /chat/completions (default: none).")
    String endpoint;

    @Option(names = "--served-model", paramLabel = "NAME", description = "The model's name on that server (default: none).")
    String servedModel;

    @Option(names = "--api-key-env", paramLabel = "VARIABLE", defaultValue = API_KEY,
            description = "Environment variable with the key for the server; nothing is sent where it is not set (default: ${DEFAULT-VALUE}).")
    String apiKeyVariable;

    @Option(names = "--data", paramLabel = "PATH", description = "The benchmarks' rows: a file, or a folder with a file or a folder by each one's name (default: from the hub).")
    Path data;

    @Option(names = {"--output", "--output-dir"}, paramLabel = "DIR", description = "Where results go (default: eval/ and the last part of the model's name).")
    Path output;

    @Option(names = "--limit", paramLabel = "N", description = "So many questions of each benchmark, drawn by --seed (default: all).")
    Integer limit;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Which questions --limit takes (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Longest answer, in tokens (default: as each benchmark has it).")
    Integer maxNewTokens;

    @Option(names = "--trials", paramLabel = "K", description = "Answers to each question (default: as each benchmark has it, mostly 1).")
    Integer trials;

    @Mixin PartnerOptions partners;

    @Option(names = "--price", paramLabel = "PART=READ/SAID", description = "Dollars for a million tokens that the model, judge, second_judge or user reads and says, such as judge=2.5/10; "
            + "the summary then has what they cost. Can be given several times (default: tokens are counted alone).")
    Map<String, String> price = new TreeMap<>();

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "8", description = "Calls to a server at the same time (default: ${DEFAULT-VALUE}).")
    int parallel;

    @Option(names = "--retries", paramLabel = "N", defaultValue = "4", description = "How often a call that failed is made again (default: ${DEFAULT-VALUE}).")
    int retries;

    @Option(names = "--timeout", paramLabel = "S", defaultValue = "600", description = "Seconds that a server may take for an answer (default: ${DEFAULT-VALUE}).")
    double timeout;

    @Option(names = "--cache", paramLabel = "DIR", description = "Where answers are kept, so that no question is put twice (default: .answers in --output).")
    Path cache;

    @Mixin PunktOption punkt;

    @Option(names = "--overwrite", description = "Replace the results of another model that are in --output.")
    boolean overwrite;

    @Mixin CommonOptions common;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    boolean json;

    private final List<String> unanswered = new ArrayList<>();
    private Prices prices;

    static final class Suites extends ArrayList<String> {
        Suites() {
            super(Benchmarks.askable());
        }
    }

    /// A benchmark with what is asked of it.
    private record Exam(Askable suite, SuiteQuestions questions, int trials) {}

    @Override public Integer call() throws InterruptedException {
        common.apply();
        check();
        var named = model != null ? new NamedRespondent(model, null, null) : new NamedRespondent(servedModel, endpoint, apiKeyVariable);
        List<Askable> asked = suites.stream().distinct().map(name -> askable(Benchmarks.of(name, punkt.data(), SuiteFiles.installed().with(data)))).toList();
        Stream.of(Optional.of(named), partners.judge(), partners.secondJudge(), partners.user()).flatMap(Optional::stream).forEach(one -> one.check(common));
        List<Exam> exams = exams(asked);
        Path results = output != null ? output : Path.of("eval", lastPart(named.model()));
        var calls = new NamedRespondent.Calls(parallel, retries, timeout);
        try (OpenRespondent open = named.open(calls, common); OpenRespondent judge = open(partners.judge(), calls); OpenRespondent secondJudge = open(partners.secondJudge(), calls);
             OpenRespondent user = open(partners.user(), calls)) {
            var summary = EvalSummary.open(results, open, overwrite);
            var kept = new ReplyCache(cache != null ? cache : results.resolve(".answers"));
            Respondent remembered = remembered(open, kept).orElseThrow();
            var who = new Respondents(maxNewTokens == null ? remembered : new Shortened(remembered, maxNewTokens), remembered(judge, kept), remembered(secondJudge, kept), remembered(user, kept));
            for (Exam exam : exams) sit(exam, who, open.parallel(), summary, results);
            if (json) out().println(summary.json());
        }
        out().flush();
        if (!unanswered.isEmpty()) throw new UserError(String.join("; ", unanswered) + ". What was answered is kept: run the command again to ask for the rest");
        return Program.SUCCESS;
    }

    /// Null for nobody.
    private OpenRespondent open(Optional<NamedRespondent> named, NamedRespondent.Calls calls) {
        return named.map(one -> one.open(calls, common)).orElse(null);
    }

    private static Optional<Respondent> remembered(OpenRespondent open, ReplyCache kept) {
        return Optional.ofNullable(open).map(one -> new Remembered(one.respondent(), one.identity(), kept));
    }

    private void check() {
        if ((model == null) == (endpoint == null)) throw new UserError("expected --model or --endpoint; " + (model == null ? "neither is" : "both are") + " given");
        if ((endpoint == null) != (servedModel == null)) throw new UserError("--endpoint and --served-model go together: the server, and the model's name on it");
        atLeast("--limit", limit, 1);
        atLeast("--max-new-tokens", maxNewTokens, 1);
        atLeast("--trials", trials, 1);
        atLeast("--parallel", parallel, 1);
        atLeast("--retries", retries, 0);
        if (!(timeout > 0)) throw new UserError("--timeout is " + timeout + "; expected more than 0");
        prices = Prices.of(price);
    }

    private static void atLeast(String option, Integer value, int least) {
        if (value != null && value < least) throw new UserError(option + " is " + value + "; at least " + least);
    }

    private Askable askable(Benchmark benchmark) {
        if (!(benchmark instanceof Askable suite)) throw new UserError(benchmark.name() + " is graded and not asked: hone grade " + benchmark.name() + " judges answers that are there");
        if (suite instanceof MultipleChoice && endpoint != null) throw new UserError(suite.name()
                + " asks how likely given answers are, which servers with OpenAI's protocol do not say; use --model");
        if (suite.needsJudge() && partners.judge().isEmpty()) throw new UserError(suite.name() + " needs a judge: name one with --judge-model, and its server with --judge-endpoint");
        if (suite.needsJudgesLogProbs() && !Stream.of(partners.judge(), partners.secondJudge()).flatMap(Optional::stream).allMatch(NamedRespondent::isServed)) throw new UserError(suite.name()
                + " reads the log-probabilities of its judges, which our own engine does not give for answers; name servers that do with --judge-endpoint and --second-judge-endpoint");
        if (suite.needsUser() && partners.user().isEmpty()) throw new UserError(suite.name()
                + " needs somebody who plays its user: name a model's folder with --user-model, or a model on a server with --user-endpoint and --user-name");
        return suite;
    }

    /// All that is needed is there before the first question is put.
    private List<Exam> exams(List<Askable> asked) {
        var rows = new SuiteData(data, asked.size() == 1, OpenModel.hub(common.quiet, spec.commandLine().getErr()));
        List<Exam> exams = new ArrayList<>();
        for (Askable suite : asked) {
            SuiteQuestions questions = rows.questions(suite, common::remark);
            exams.add(new Exam(suite, limit == null ? questions : questions.sample(limit, seed), trials == null ? suite.answers() : trials));
        }
        return exams;
    }

    private void sit(Exam exam, Respondents who, int parallel, EvalSummary summary, Path folder) throws InterruptedException {
        var answered = new AtomicInteger();
        int all = exam.questions.asked().size() * exam.trials;
        SuiteResults results;
        try (var _ = ProgressLine.on(spec.commandLine().getErr(), common.quiet, () -> exam.suite.name() + ": " + answered + " of " + all + " answered")) {
            results = new SuiteRun(exam.suite, who, exam.trials, parallel, answered::incrementAndGet).of(exam.questions);
        }
        results.write(folder.resolve(exam.suite.name() + ".jsonl"));
        Map<String, String> tookPart = tookPart(results, who);
        summary.add(results, new EvalSummary.Asked(exam.questions, exam.trials, maxNewTokens, seed), tookPart, prices);
        if (!json && !common.quiet) print(exam, results, tookPart);
        results.failure().ifPresent(why -> unanswered.add(exam.suite.name() + ": " + results.failed() + " of " + results.answers().size() + " without a verdict (" + why + ")"));
    }

    /// The names of those besides the model who said anything, by their part.
    private static Map<String, String> tookPart(SuiteResults results, Respondents who) {
        Map<String, String> names = new LinkedHashMap<>();
        who.judge().ifPresent(one -> names.put("judge", one.name()));
        who.secondJudge().ifPresent(one -> names.put("second_judge", one.name()));
        who.user().ifPresent(one -> names.put("user", one.name()));
        names.keySet().retainAll(results.usage().keySet());
        return names;
    }

    private void print(Exam exam, SuiteResults results, Map<String, String> tookPart) {
        String with = tookPart.entrySet().stream().map(each -> ", " + each.getKey().replace('_', ' ') + " " + each.getValue()).collect(Collectors.joining());
        out().printf(Locale.ROOT, "%s (%s): %,d of %,d questions, %.1f s%s%n", exam.suite.name(), exam.suite.standingAsked().label(), results.questions(), exam.questions.of(), results.seconds(), with);
        GradeCommand.print(out(), results.scores());
        results.agreement().ifPresent(agreement -> GradeCommand.print(out(), agreement.scores()));
        results.usage().forEach((part, used) -> {
            if (used.promptTokens() > 0) out().printf(Locale.ROOT, "  %s: %,d replies, %,d tokens read, %,d said%s%n", part.replace('_', ' '), used.replies(), used.promptTokens(), used.completionTokens(),
                    prices.of(part, used).stream().mapToObj(dollars -> String.format(Locale.ROOT, ", $%.4f", dollars)).collect(Collectors.joining()));
        });
        out().flush();
    }

    private static String lastPart(String name) {
        return Stream.of(name.split("[/\\\\]+")).filter(part -> !part.isBlank()).reduce("model", (_, last) -> last).replace('@', '-');
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
