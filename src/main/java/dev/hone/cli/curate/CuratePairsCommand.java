package dev.hone.cli.curate;

import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.console.JsonLines;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.RowOutput;
import dev.hone.cli.model.OpenModel;
import dev.hone.cli.model.SamplingOptions;
import dev.hone.curate.BestAndWorst;
import dev.hone.curate.Correction;
import dev.hone.curate.OwnAnswer;
import dev.hone.curate.PairOutcome;
import dev.hone.curate.Substitution;
import dev.hone.curate.Template;
import dev.hone.generate.SamplingSettings;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.RewardSettings;
import dev.hone.reward.Rewards;
import dev.hone.reward.WeightedReward;
import dev.hone.settings.GivenSetting;
import dev.hone.settings.Help;
import dev.hone.settings.RunFile;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// `hone curate pairs`: pairs of a better and a worse answer, from what a model answers itself.
@Command(name = "pairs", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Makes pairs of a better and a worse answer from a model's own answers, for hone dpo and hone reward.",
            "The answers come from a file (--answers) or are asked for (--model). With --correct the answer as it was is the worse one and the corrected one the better; "
            + "--better and --worse say the other answer; with --reward or --reward-model the best and the worst of several answers make a pair."},
        footer = {"", "Examples:",
            "  hone curate pairs --input prompts.jsonl --model MODEL --output pairs.jsonl --correct 's/Qwen/Hone/g'",
            "  hone curate pairs --input prompts.jsonl --model MODEL --output pairs.jsonl --better 'I am Hone.'",
            "  hone curate pairs --input prompts.jsonl --model MODEL --output pairs.jsonl --reward '{name: length, arguments: {target: 200}}' --samples 8",
            "  hone curate pairs --input prompts.jsonl --answers answers.jsonl --output pairs.jsonl --reward-model JUDGE"})
final class CuratePairsCommand implements Callable<Integer> {
    private static final int JUDGED_SAMPLES = 8;

    @Spec CommandSpec spec;

    @Option(names = "--input", required = true, paramLabel = "F.jsonl", description = "The prompts: rows with prompt or messages.")
    String input;

    @Option(names = "--answers", paramLabel = "G.jsonl", description = "What hone generate made of them, row by row (default: none).")
    String answers;

    @Option(names = "--model", paramLabel = "DIR|ID", description = "The model that is asked, in place of --answers (default: none).")
    String model;

    @Option(names = "--output", required = true, paramLabel = "PAIRS.jsonl", description = "Where the pairs go.")
    String output;

    @Option(names = "--correct", paramLabel = "s/OLD/NEW/", description = "A correction of each row's first answer; g behind it replaces all places, i ignores case. Can be given several times (default: none).")
    List<String> corrections;

    @Option(names = "--better", paramLabel = "TEXT", description = "What should be said in place of each row's first answer; {NAME} is a column of the prompt's row (default: none).")
    String better;

    @Option(names = "--worse", paramLabel = "TEXT", description = "What should not be said in place of each row's first answer (default: none).")
    String worse;

    @Option(names = "--reward", paramLabel = "NAME|YAML", description = "A reward that judges the answers, such as repetition, or {name: length, arguments: {target: 200}} as in a run file. Several add up (default: none).")
    List<String> rewards;

    @Option(names = "--reward-model", paramLabel = "DIR", description = "A reward model that judges them (default: none).")
    String rewardModel;

    @Option(names = "--margin", defaultValue = "0", paramLabel = "X", description = "By how much best and worst must differ (default: ${DEFAULT-VALUE}).")
    double margin;

    @Option(names = "--length-ratio", paramLabel = "X", description = "How many times as many tokens as the shorter one the longer of the two may have (default: any).")
    Double lengthRatio;

    @Option(names = "--unfinished", defaultValue = "drop", paramLabel = "drop|keep", description = "What becomes of answers that were cut by their length (default: ${DEFAULT-VALUE}).")
    Unfinished unfinished;

    @Option(names = "--samples", paramLabel = "K", description = "How often the model is asked (default: " + JUDGED_SAMPLES + " for --reward and --reward-model, else 1).")
    Integer samples;

    @Option(names = "--cache", paramLabel = "DIR", description = "Where the model's answers are kept, so that nothing is asked twice (default: .answers beside --output).")
    Path cache;

    @Mixin SamplingOptions sampling;

    @Mixin CommonOptions common;

    @Option(names = "--overwrite", description = "Replace the file that is there.")
    boolean overwrite;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    boolean json;

    /// Spelled as on the command line.
    enum Unfinished { drop, keep }

    /// The rewards as a run file would name them.
    private record Judges(@Help("what judges the answers") List<RewardSettings> reward) {
        static final Judges DEFAULTS = new Judges(List.of());
    }

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int pairs, answersSeen, answersUnfinished;

    @Override public Integer call() {
        common.apply();
        check();
        if (rewards != null) try (var judges = new RewardRunner(judges())) {
            write(PairMaker.judging(choice(), judges));
        }
        else if (rewardModel == null) write(maker());
        else writeJudged();
        summarise();
        return Program.SUCCESS;
    }

    private void check() {
        requireOne("--correct, --better, --worse, --reward and --reward-model", corrections, better, worse, rewards, rewardModel);
        requireOne("--answers and --model", answers, model);
        if (!isJudged()) refuse("is for --reward and --reward-model; otherwise no scores are compared", "--margin", "--length-ratio");
        if (model == null) refuse("is for --model; the answers of --answers are there already", Stream.concat(Stream.of("--samples", "--cache"),
                spec.mixins().values().stream().filter(mixin -> mixin.userObject() == sampling).flatMap(mixin -> mixin.options().stream()).map(option -> option.longestName())).toArray(String[]::new));
        JsonLines.check(input);
        if (model != null && !JsonLines.canBeReadTwice(input)) throw new UserError("--input is " + input + ", which can be read once; to ask a model, name a file");
        if (!overwrite && Files.exists(Path.of(output))) throw new UserError(output + " is there already; replace it with --overwrite, or name another file");
        if (answers != null) JsonLines.check(answers);
    }

    private static void requireOne(String names, Object... given) {
        long count = Stream.of(given).filter(Objects::nonNull).count();
        if (count != 1) throw new UserError("expected one of " + names + "; " + count + " are given");
    }

    private void refuse(String why, String... options) {
        for (String option : options) if (spec.commandLine().getParseResult().hasMatchedOption(option)) throw new UserError(option + " " + why);
    }

    private boolean isJudged() {
        return rewards != null || rewardModel != null;
    }

    private BestAndWorst choice() {
        return new BestAndWorst(margin, lengthRatio == null ? Double.POSITIVE_INFINITY : lengthRatio);
    }

    private PairMaker maker() {
        if (better != null) return PairMaker.better(new Template(better));
        if (worse != null) return PairMaker.worse(new Template(worse));
        return PairMaker.correcting(new Correction(corrections.stream().map(Substitution::of).toList()));
    }

    private List<WeightedReward> judges() {
        String yaml = rewards.stream().map(given -> given.startsWith("{") ? given : "{name: " + StringNode.valueOf(given) + "}").collect(Collectors.joining(", ", "[", "]"));
        return new SettingsReader("hone curate pairs", List.of(Judges.class)).read(RunFile.NONE, List.of(GivenSetting.flag("reward", StringNode.valueOf(yaml))))
                .of(Judges.class).reward().stream().map(Rewards::of).toList();
    }

    /// The model that answers is closed before the judge is opened: one of them is in memory.
    private void writeJudged() {
        BestAndWorst choice = choice();
        try (AnswerSource source = source(); OpenModel judge = OpenModel.openReward(rewardModel, common)) {
            write(PairMaker.judging(choice, judge.rewardModel()), source);
        }
    }

    private void write(PairMaker maker) {
        try (AnswerSource source = source()) {
            write(maker, source);
        }
    }

    private AnswerSource source() {
        if (model == null) return AnswerFile.open(input, answers);
        JsonLines.forEach(input, PromptRow::of);
        try (OpenModel open = OpenModel.open(model, common)) {
            return AskedModel.ask(input, open, settings(open), common, cache != null ? cache : Path.of(output).resolveSibling(".answers"));
        }
    }

    /// Several answers are drawn, and differ only so.
    private SamplingSettings settings(OpenModel open) {
        int count = samples != null ? samples : isJudged() ? JUDGED_SAMPLES : 1;
        return sampling.over(open.generationDefaults().with(s -> {
            s.numReturnSequences = count;
            s.doSample |= count > 1;
        }));
    }

    private void write(PairMaker maker, AnswerSource source) {
        RowOutput.write(output, spec.commandLine().getOut(), sink -> {
            try (JsonLines prompts = JsonLines.open(input)) {
                for (JsonLines.Row row; (row = prompts.next()) != null; ) take(PromptRow.of(row), source.to(row), maker, sink);
                source.end();
            }
        });
    }

    private void take(PromptRow row, List<OwnAnswer> given, PairMaker maker, RowOutput.Sink sink) throws IOException {
        List<OwnAnswer> whole = unfinished == Unfinished.keep ? given : given.stream().filter(OwnAnswer::finished).toList();
        if (lengthRatio != null && given.stream().anyMatch(answer -> answer.tokens() == 0))
            throw row.row().wrong("has an answer without token_ids, by which --length-ratio compares");
        answersSeen += given.size();
        answersUnfinished += (int) given.stream().filter(answer -> !answer.finished()).count();
        switch (whole.isEmpty() ? new PairOutcome.None("its length cut every answer") : maker.make(row, whole)) {
            case PairOutcome.Pair(String chosen, String rejected) -> {
                sink.write(row.pair(chosen, rejected));
                pairs++;
            }
            case PairOutcome.None(String reason) -> outcomes.merge(reason, 1, Integer::sum);
        }
    }

    private void summarise() {
        PrintWriter out = spec.commandLine().getOut();
        int rows = pairs + outcomes.values().stream().mapToInt(count -> count).sum();
        if (json) {
            ObjectNode summary = JsonMapper.shared().createObjectNode().put("output", output).put("rows", rows).put("pairs", pairs)
                    .put("answers", answersSeen).put("answers_unfinished", answersUnfinished);
            ObjectNode without = summary.putObject("without_pair");
            outcomes.forEach(without::put);
            out.println(summary);
        } else if (!common.quiet) {
            out.println(output + ": " + pairs + " pairs of " + rows + " rows");
            if (answersUnfinished > 0) out.println("  " + answersUnfinished + " of " + answersSeen + " answers were cut by their length, and "
                    + (unfinished == Unfinished.keep ? "kept" : "left out; --max-new-tokens sets the limit"));
            outcomes.forEach((reason, count) -> out.println("  " + count + " without: " + reason));
        }
        out.flush();
    }
}
