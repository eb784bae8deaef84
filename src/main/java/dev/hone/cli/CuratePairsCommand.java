package dev.hone.cli;

import dev.hone.curate.BestAndWorst;
import dev.hone.curate.Correction;
import dev.hone.curate.PairOutcome;
import dev.hone.curate.Substitution;
import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.reward.RewardModel;
import dev.hone.reward.RewardRequest;
import dev.hone.reward.RewardRunner;
import dev.hone.reward.RewardScores;
import dev.hone.reward.RewardSettings;
import dev.hone.reward.Rewards;
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
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `hone curate pairs`: pairs of a better and a worse answer, from what a model has answered itself.
@Command(name = "pairs", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Makes pairs of a better and a worse answer from a model's own answers, for hone dpo and hone reward.",
            "With --correct the answer as it was is the worse one and the corrected one the better; with --reward or --reward-model the best and the worst of several answers make a pair."},
        footer = {"", "Example:", "  hone generate --model MODEL --input prompts.jsonl --output answers.jsonl --greedy",
            "  hone curate pairs --input prompts.jsonl --answers answers.jsonl --output pairs.jsonl --correct 's/Qwen/Hone/g'"})
final class CuratePairsCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Mixin CommonOptions common;

    @Option(names = "--input", required = true, paramLabel = "F.jsonl", description = "The prompts: rows with prompt or messages, as hone generate took them.")
    String input;

    @Option(names = "--answers", required = true, paramLabel = "G.jsonl", description = "What hone generate made of them, row by row.")
    String answers;

    @Option(names = "--output", required = true, paramLabel = "PAIRS.jsonl", description = "Where the pairs go.")
    String output;

    @Option(names = "--correct", paramLabel = "s/OLD/NEW/", description = "A correction of each row's first answer; g behind it replaces all places, i ignores case. Can be given several times (default: none).")
    List<String> corrections;

    @Option(names = "--reward", paramLabel = "NAME", description = "A reward that judges the answers, such as repetition or math (default: none).")
    String reward;

    @Option(names = "--reward-model", paramLabel = "DIR", description = "A reward model that judges them (default: none).")
    String rewardModel;

    @Option(names = "--margin", defaultValue = "0", paramLabel = "X", description = "By how much best and worst must differ (default: ${DEFAULT-VALUE}).")
    double margin;

    @Option(names = "--overwrite", description = "Replace the file that is there.")
    boolean overwrite;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    boolean json;

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int pairs;

    /// Judges the answers of one row.
    private interface Maker {
        PairOutcome make(JsonLines.Row row, List<JsonNode> completions);
    }

    @Override public Integer call() {
        common.apply();
        long ways = Stream.of(corrections, reward, rewardModel).filter(Objects::nonNull).count();
        if (ways != 1) throw new UserError("expected one of --correct, --reward and --reward-model; " + ways + " are given");
        if (corrections != null && spec.commandLine().getParseResult().hasMatchedOption("--margin"))
            throw new UserError("--margin is for --reward and --reward-model; with --correct no scores are compared");
        if (!overwrite && Files.exists(Path.of(output))) throw new UserError(output + " is there already; replace it with --overwrite, or name another file");
        JsonLines.check(input);
        JsonLines.check(answers);
        if (corrections != null) write(correcting());
        else if (reward != null) try (var runner = new RewardRunner(List.of(Rewards.of(
                new RewardSettings(reward, 1, RewardSettings.DEFAULTS.deadline(), Map.of()))))) {
            write(judgingBy(runner));
        }
        else try (OpenModel open = OpenModel.openReward(rewardModel, common)) {
            write(judgingBy(open.rewardModel()));
        }
        summarise();
        return Main.SUCCESS;
    }

    private Maker correcting() {
        var rules = new Correction(corrections.stream().map(Substitution::of).toList());
        return (_, completions) -> rules.of(text(completions.getFirst()));
    }

    private Maker judgingBy(RewardRunner runner) {
        var choice = new BestAndWorst(margin);
        return (row, completions) -> {
            ObjectNode columns = row.json().deepCopy();
            JsonNode prompt = prompt(row);
            columns.remove(List.of("prompt", "messages"));
            List<RewardRequest> requests = completions.stream().map(each -> new RewardRequest(prompt, text(each), each.path("token_ids").size(), columns)).toList();
            return choice.of(completions.stream().map(CuratePairsCommand::text).toList(), RewardScores.weightedSums(judged(runner, requests)));
        };
    }

    private static List<RewardScores> judged(RewardRunner runner, List<RewardRequest> requests) {
        try {
            return runner.score(requests);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while answers were judged", e);
        }
    }

    private Maker judgingBy(RewardModel model) {
        var choice = new BestAndWorst(margin);
        return (row, completions) -> {
            JsonNode prompt = prompt(row);
            List<int[]> ids = completions.stream().map(each -> model.tokens(example(prompt, text(each)))).toList();
            return choice.of(completions.stream().map(CuratePairsCommand::text).toList(), model.scores(ids));
        };
    }

    private static Example example(JsonNode prompt, String answer) {
        if (prompt.isString()) return new Example.TextCompletion(prompt.stringValue(), answer);
        return new Example.ChatCompletion(new Conversation((ArrayNode) prompt, null, JsonMapper.shared().createObjectNode()), said(answer));
    }

    private void write(Maker maker) {
        RowOutput.write(output, spec.commandLine().getOut(), sink -> {
            try (JsonLines prompts = JsonLines.open(input); JsonLines made = JsonLines.open(answers)) {
                for (JsonLines.Row row; (row = prompts.next()) != null; ) take(row, made.next(), maker, sink);
                JsonLines.Row more = made.next();
                if (more != null) throw more.wrong("is one answer more than " + input + " has rows; were they made from another file?");
            }
        });
    }

    private void take(JsonLines.Row row, JsonLines.Row made, Maker maker, RowOutput.Sink sink) throws IOException {
        if (made == null) throw row.wrong("has no answer: " + answers + " ends before it; was it made from another file?");
        if (!row.json().path("id").equals(made.json().path("id"))) throw made.wrong("its id is " + made.json().path("id") + ", and that of " + row.where() + " is "
                + row.json().path("id") + "; was it made from another file?");
        List<JsonNode> completions = made.json().path("completions").valueStream().toList();
        if (completions.isEmpty()) throw made.wrong("has no completions; expected what hone generate --output writes");
        switch (maker.make(row, completions)) {
            case PairOutcome.Pair(String chosen, String rejected) -> {
                sink.write(pair(row, chosen, rejected));
                pairs++;
            }
            case PairOutcome.None(String reason) -> outcomes.merge(reason, 1, Integer::sum);
        }
    }

    private static ObjectNode pair(JsonLines.Row row, String chosen, String rejected) {
        JsonNode prompt = prompt(row);
        ObjectNode pair = row.answer();
        pair.set("prompt", prompt);
        if (prompt.isString()) return pair.put("chosen", chosen).put("rejected", rejected);
        pair.set("chosen", said(chosen));
        pair.set("rejected", said(rejected));
        return pair;
    }

    private static JsonNode prompt(JsonLines.Row row) {
        JsonNode prompt = row.json().has("messages") ? row.json().get("messages") : row.json().path("prompt");
        if (prompt.isString() || prompt.isArray()) return prompt;
        throw row.wrong("has neither prompt nor messages; expected a text or a list of messages");
    }

    private static ArrayNode said(String text) {
        ArrayNode messages = JsonMapper.shared().createArrayNode();
        messages.addObject().put("role", "assistant").put("content", text);
        return messages;
    }

    private static String text(JsonNode completion) {
        return completion.path("text").asString("");
    }

    private void summarise() {
        PrintWriter out = spec.commandLine().getOut();
        int rows = pairs + outcomes.values().stream().mapToInt(count -> count).sum();
        if (json) {
            ObjectNode summary = JsonMapper.shared().createObjectNode().put("output", output).put("rows", rows).put("pairs", pairs);
            ObjectNode without = summary.putObject("without_pair");
            outcomes.forEach(without::put);
            out.println(summary);
        } else if (!common.quiet) {
            out.println(output + ": " + pairs + " pairs of " + rows + " rows");
            outcomes.forEach((reason, count) -> out.println("  " + count + " without: " + reason));
        }
        out.flush();
    }
}
