package dev.hone.cli.model;

import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.console.JsonLines;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.ProgressLine;
import dev.hone.cli.console.RowOutput;
import dev.hone.cli.console.Terminal;
import dev.hone.generate.Completion;
import dev.hone.generate.FinishReason;
import dev.hone.generate.Flight;
import dev.hone.generate.Flight.Landed;
import dev.hone.generate.Generator;
import dev.hone.generate.GeneratorSettings;
import dev.hone.generate.Listener;
import dev.hone.generate.Request;
import dev.hone.generate.Result;
import dev.hone.generate.SamplingSettings;
import dev.hone.generate.Totals;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

/// `hone generate`: a model continues prompts, those of a file or a single one.
@Command(name = "generate", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Continues prompts with a model: the rows of a file, or a single text.",
            "A row has prompt, messages (with tools or other variables of the chat template) or input_ids. The row that comes out repeats its "
            + "id and has completions: a list of text, token_ids, token_logprobs and finish_reason."},
        footer = {"", "Examples:",
            "  hone generate --model HuggingFaceTB/SmolLM2-135M-Instruct --prompt 'The capital of France is'",
            "  hone generate --model runs/sft --input prompts.jsonl --output answers.jsonl --temperature 0.8 --num-return-sequences 4",
            "", "An answer depends on its row, the row's number and --seed alone, not on --max-batch, --threads or the rows beside it."})
public final class GenerateCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR|ID", description = "The model's folder, or a hub id with an optional @revision.")
    String model;

    @Option(names = "--input", paramLabel = "F.jsonl", description = "Rows to answer; - is standard input.")
    String input;

    @Option(names = "--output", paramLabel = "G.jsonl", description = "Where the answers go; - is standard output (default: -).")
    String output;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "A single prompt in place of --input (default: standard input).")
    String prompt;

    @Mixin SamplingOptions sampling;

    @Option(names = "--num-return-sequences", paramLabel = "N",
            description = "Answers to each prompt (default: generation_config.json, else 1).")
    Integer answers;

    @Option(names = "--keep", description = "The row that comes out repeats all of the row that went in, as hone grade takes it.")
    boolean keep;

    @Option(names = "--max-batch", paramLabel = "N", defaultValue = "64",
            description = "Answers that are made at the same time (default: ${DEFAULT-VALUE}).")
    int maxBatch;

    @Mixin CommonOptions common;

    @Option(names = "--json", description = "Print the single answer, or the summary of a file's run, as one JSON object.")
    boolean json;

    private OpenModel open;
    private RowTokens tokens;
    private SamplingSettings settings;
    private GeneratorSettings limits;

    @Override public Integer call() {
        if (input != null && prompt != null) throw new UserError("--input and --prompt are both given; one of them says what to continue");
        if (input == null && output != null) throw new UserError("--output goes with --input; a single answer is printed");
        if (maxBatch < 1) throw new UserError("--max-batch is " + maxBatch + "; at least 1");
        if (input != null) JsonLines.check(input);
        String text = input == null ? single() : null;
        try (OpenModel opened = OpenModel.open(model, common)) {
            open = opened;
            tokens = new RowTokens(open.tokenizer(), open.decoder().vocabularySize(), "prompt", true);
            settings = settings();
            limits = open.limits(maxBatch);
            if (input == null) answer(text);
            else answerRows();
        }
        return Program.SUCCESS;
    }

    private SamplingSettings settings() {
        SamplingSettings made = sampling.over(open.generationDefaults()).with(s -> {
            if (answers != null) s.numReturnSequences = answers;
        });
        if (!made.doSample() && made.numReturnSequences() > 1) throw new UserError("--num-return-sequences is " + made.numReturnSequences()
                + ", but without sampling all of them would be the same; add --temperature 1");
        return made;
    }

    // ---- a single prompt

    private String single() {
        if (prompt != null) return prompt;
        if (Terminal.isInput()) throw new UserError("nothing to continue: give --prompt TEXT, --input F.jsonl, or a text on standard input");
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R$", "");
        } catch (IOException e) {
            throw new UserError("standard input cannot be read (" + e + ")", e);
        }
    }

    private void answer(String text) {
        Request request = new Request(open.neededTokenizer().encode(text, true), settings, 0, open.texts());
        boolean streamed = !json && settings.numReturnSequences() == 1;
        try (Generator generator = open.generator(limits)) {
            List<Completion> completions = generator.submit(request, streamed ? printing() : Listener.NONE).result().completions();
            if (json) out().println(withCompletions(JsonMapper.shared().createObjectNode(), completions));
            else if (streamed) out().println();
            else printAll(completions);
            out().flush();
            if (completions.stream().anyMatch(answer -> answer.finishReason() == FinishReason.LENGTH))
                common.remark("(cut after " + completions.getFirst().tokenIds().length + " tokens; --max-new-tokens sets the limit)");
        }
    }

    private Listener printing() {
        boolean watched = Terminal.isOutput();
        return new Listener() {
            @Override public void text(int sample, String piece) {
                out().print(watched ? Terminal.harmless(piece) : piece);
                out().flush();
            }
        };
    }

    private void printAll(List<Completion> completions) {
        boolean watched = Terminal.isOutput();
        for (int i = 0; i < completions.size(); i++) {
            String text = completions.get(i).text();
            out().println("--- " + (i + 1) + " of " + completions.size());
            out().println(watched ? Terminal.harmless(text) : text);
        }
    }

    // ---- the rows of a file

    private void answerRows() {
        int total = JsonLines.canBeReadTwice(input) ? JsonLines.forEach(input, this::request) : 0;
        long start = System.nanoTime();
        var work = new Work(total);
        String target = output == null ? JsonLines.STANDARD : output;
        RowOutput.write(target, out(), work::run);
        if (!target.equals(JsonLines.STANDARD)) summarise(target, work, (System.nanoTime() - start) / 1e9);
    }

    /// The request of a row, found to be one that can be answered.
    private Request request(JsonLines.Row row) {
        Request request = new Request(tokens.of(row), settings, row.number(), open.texts());
        try {
            request.check(open.decoder().vocabularySize(), limits);
        } catch (UserError e) {
            throw new UserError(row.where() + ": " + e.getMessage(), e);
        }
        return request;
    }

    /// Keeps a limited number of rows on their way and writes them in the order in which they came.
    private final class Work {
        /// Rows on their way for each answer that is made at a time.
        private static final int AHEAD = 4;
        private final int total;
        private final long start = System.nanoTime();
        private final Flight<JsonLines.Row, Result> flight = new Flight<>(AHEAD * maxBatch);
        private volatile int rows;
        private volatile Totals totals;

        private Work(int total) {
            this.total = total;
        }

        private void run(RowOutput.Sink sink) throws IOException {
            try (JsonLines lines = JsonLines.open(input); Generator generator = open.generator(limits);
                    ProgressLine _ = ProgressLine.on(spec.commandLine().getErr(), common.quiet, () -> progress(generator.totals()))) {
                for (JsonLines.Row row; (row = lines.next()) != null; ) {
                    flight.add(row, generator.submit(request(row), Listener.NONE)::result);
                    if (flight.isFull()) finish(sink);
                }
                while (!flight.isEmpty()) finish(sink);
                totals = generator.totals();
            }
        }

        private void finish(RowOutput.Sink sink) throws IOException {
            Landed<JsonLines.Row, Result> next = flight.take();
            JsonLines.Row row = next.about();
            sink.write(withCompletions(keep ? row.json().deepCopy() : row.answer(), next.result().completions()));
            rows++;
        }

        private String progress(Totals now) {
            double seconds = (System.nanoTime() - start) / 1e9;
            return String.format(Locale.ROOT, "%d%s rows, %d tokens, %.1f tokens/s", rows, total > 0 ? " of " + total : "",
                    now.newTokens(), now.newTokens() / seconds);
        }
    }

    private static ObjectNode withCompletions(ObjectNode row, List<Completion> completions) {
        ArrayNode list = row.putArray("completions");
        for (Completion completion : completions) {
            ObjectNode answer = list.addObject().put("text", completion.text());
            ArrayNode ids = answer.putArray("token_ids");
            for (int id : completion.tokenIds()) ids.add(id);
            ArrayNode logProbs = answer.putArray("token_logprobs");
            for (float logProb : completion.tokenLogProbs()) logProbs.add(logProb);
            answer.put("finish_reason", completion.finishReason().toString());
        }
        return row;
    }

    private void summarise(String target, Work work, double seconds) {
        Totals totals = work.totals;
        double rate = totals.newTokens() / seconds;
        if (json) out().println(JsonMapper.shared().createObjectNode().put("output", target).put("rows", work.rows)
                .put("prompt_tokens", totals.promptTokens()).put("new_tokens", totals.newTokens())
                .put("seconds", Math.round(seconds * 1000) / 1000.0).put("tokens_per_second", Math.round(rate * 10) / 10.0));
        else if (!common.quiet) out().printf(Locale.ROOT, "%s: %d rows, %d new tokens, %.1f s, %.1f tokens/s%n",
                target, work.rows, totals.newTokens(), seconds, rate);
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
