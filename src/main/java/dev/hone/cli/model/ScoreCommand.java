package dev.hone.cli.model;

import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.console.JsonLines;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.ProgressLine;
import dev.hone.cli.console.RowOutput;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `hone score`: how likely a model finds given texts, token by token; or how good a reward model finds answers.
@Command(name = "score", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Gives the log-probability of each token of given texts under a model, or a reward model's score of answers.",
            "A row has text, messages (with tools or other variables of the chat template) or input_ids. The row that comes out repeats its "
            + "id and adds input_ids and token_logprobs, null for the first token. For tokens that hone generate made they are its numbers, to the last bit.",
            "With --reward a row has messages, prompt with completion or completions, text, chosen and rejected, or input_ids; the row that comes "
            + "out has reward, rewards, or chosen_reward and rejected_reward."},
        footer = {"", "Examples:", "  hone score --model HuggingFaceTB/SmolLM2-135M-Instruct --input texts.jsonl --output scores.jsonl",
            "  hone score --reward runs/reward --input pairs.jsonl --output rewards.jsonl"})
public final class ScoreCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR|ID", description = "The model's folder, or a hub id with an optional @revision.")
    String model;

    @Option(names = "--reward", paramLabel = "DIR|ID", description = "A reward model in place of --model: the folder of one, or of its adapter, or a hub id.")
    String reward;

    @Option(names = "--input", required = true, paramLabel = "F.jsonl", description = "Rows to score; - is standard input.")
    String input;

    @Option(names = "--output", paramLabel = "G.jsonl", defaultValue = JsonLines.STANDARD,
            description = "Where the scores go; - is standard output (default: ${DEFAULT-VALUE}).")
    String output;

    @Mixin CommonOptions common;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    boolean json;

    private OpenModel open;
    private RowTokens tokens;
    private volatile int rows;
    private volatile long scored;
    private volatile double logProb;

    @Override public Integer call() {
        if ((model == null) == (reward == null)) throw new UserError((model == null ? "--model is missing" : "--model and --reward are both given")
                + "; --model gives log-probabilities of tokens, --reward the scores of a reward model");
        JsonLines.check(input);
        return reward == null ? scoreTokens() : new RewardScoring(this).run();
    }

    private int scoreTokens() {
        try (OpenModel opened = OpenModel.open(model, common)) {
            open = opened;
            tokens = new RowTokens(open.tokenizer(), open.decoder().vocabularySize(), "text", false);
            int total = JsonLines.canBeReadTwice(input) ? JsonLines.forEach(input, this::ids) : 0;
            long start = System.nanoTime();
            RowOutput.write(output, spec.commandLine().getOut(), sink -> {
                try (JsonLines lines = JsonLines.open(input); ProgressLine _ = ProgressLine.on(spec.commandLine().getErr(), common.quiet,
                        () -> progress(total, start))) {
                    for (JsonLines.Row row; (row = lines.next()) != null; ) score(row, sink);
                }
            });
            if (!output.equals(JsonLines.STANDARD)) summarise((System.nanoTime() - start) / 1e9);
        }
        return Program.SUCCESS;
    }

    private int[] ids(JsonLines.Row row) {
        int[] ids = tokens.of(row);
        if (ids.length > open.contextLength()) throw row.wrong("has " + ids.length + " tokens and the model's context "
                + open.contextLength() + "; shorten it");
        return ids;
    }

    private void score(JsonLines.Row row, RowOutput.Sink sink) throws IOException {
        int[] ids = ids(row);
        float[] logProbs = open.decoder().logProbs(ids);
        ObjectNode answer = row.answer();
        ArrayNode idsOut = answer.putArray("input_ids");
        for (int id : ids) idsOut.add(id);
        ArrayNode out = answer.putArray("token_logprobs").addNull();
        double sum = 0;
        for (int i = 1; i < ids.length; i++) {
            out.add(logProbs[i]);
            sum += logProbs[i];
        }
        sink.write(answer);
        rows++;
        scored += ids.length - 1;
        logProb += sum;
    }

    private String progress(int total, long start) {
        return String.format(Locale.ROOT, "%d%s rows, %.1f tokens/s", rows, total > 0 ? " of " + total : "",
                scored / ((System.nanoTime() - start) / 1e9));
    }

    private void summarise(double seconds) {
        PrintWriter out = spec.commandLine().getOut();
        double mean = scored == 0 ? 0 : logProb / scored;
        if (json) out.println(JsonMapper.shared().createObjectNode().put("output", output).put("rows", rows).put("scored_tokens", scored)
                .put("mean_logprob", mean).put("seconds", Math.round(seconds * 1000) / 1000.0));
        else if (!common.quiet) out.printf(Locale.ROOT, "%s: %d rows, %d tokens scored, mean log-probability %.4f, %.1f s%n",
                output, rows, scored, mean, seconds);
        out.flush();
    }
}
