package dev.hone.cli.model;

import dev.hone.cli.console.JsonLines;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.RowOutput;
import dev.hone.settings.UserError;
import dev.hone.token.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `hone render`: conversations as the text that a model reads.
@Command(name = "render", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Turns conversations into the text that a model reads, with its chat template, byte for byte as transformers does.",
            "A row has messages, and as wanted tools, add_generation_prompt (default: false) and any other variable of the template. The row that "
            + "comes out repeats its id and has text, or error where the template refuses the conversation."},
        footer = {"", "Examples:",
            "  hone render --model HuggingFaceTB/SmolLM2-135M-Instruct --input chats.jsonl --output texts.jsonl",
            "  hone render --template chat_template.jinja --input chats.jsonl --now 2026-01-15T09:05:03"})
public final class RenderCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR|ID", description = "Whose template: a model's folder, or a hub id with an optional @revision.")
    String model;

    @Option(names = "--template", paramLabel = "FILE",
            description = "A template's file in place of --model; rows give special tokens such as bos_token themselves.")
    Path template;

    @Option(names = "--input", required = true, paramLabel = "F.jsonl", description = "Conversations; - is standard input.")
    String input;

    @Option(names = "--output", paramLabel = "G.jsonl", defaultValue = JsonLines.STANDARD,
            description = "Where the texts go; - is standard output (default: ${DEFAULT-VALUE}).")
    String output;

    @Option(names = "--now", paramLabel = "TIME", description = "What the template takes for the time, as 2026-01-15T09:05:03 (default: the clock).")
    String now;

    @Option(names = "--quiet", description = "No progress and no remarks.")
    boolean quiet;

    @Override public Integer call() {
        if ((model == null) == (template == null)) throw new UserError(
                "hone render takes one template: --model DIR or --template FILE; got " + (model == null ? "neither" : "both"));
        JsonLines.check(input);
        ChatTemplate chosen = clocked(model == null ? fromFile() : fromModel());
        if (JsonLines.canBeReadTwice(input)) JsonLines.forEach(input, row -> RowTokens.variables(row, false));
        RowOutput.write(output, spec.commandLine().getOut(), sink -> {
            try (JsonLines lines = JsonLines.open(input)) {
                for (JsonLines.Row row; (row = lines.next()) != null; ) sink.write(rendered(chosen, row));
            }
        });
        return Program.SUCCESS;
    }

    private ChatTemplate fromModel() {
        Path folder = OpenModel.hub(quiet, spec.commandLine().getErr()).tokenizer(model);
        if (!Files.isDirectory(folder)) throw new UserError(folder + ": is a file, expected a model's folder; a template's file goes with --template");
        return ChatTemplate.in(folder).orElseThrow(() -> new UserError(folder + ": has no chat template (chat_template.jinja, or "
                + "chat_template in tokenizer_config.json); give one with --template FILE"));
    }

    private ChatTemplate fromFile() {
        if (!Files.exists(template)) throw new UserError(template + ": no such file");
        try {
            return ChatTemplate.of(Files.readString(template), template.toString(), Map.of());
        } catch (IOException e) {
            throw new UserError(template + ": cannot be read as UTF-8 text (" + e + ")", e);
        }
    }

    private ChatTemplate clocked(ChatTemplate template) {
        if (now == null) return template;
        try {
            LocalDateTime time = LocalDateTime.parse(now);
            return template.withClock(() -> time);
        } catch (DateTimeParseException e) {
            throw new UserError("--now is \"" + now + "\"; expected a time such as 2026-01-15T09:05:03", e);
        }
    }

    /// A template that refuses a conversation speaks of that row alone; the others go on.
    private static ObjectNode rendered(ChatTemplate template, JsonLines.Row row) {
        Map<String, ?> variables = RowTokens.variables(row, false);
        try {
            return row.answer().put("text", template.render(variables).text());
        } catch (UserError refusal) {
            return row.answer().put("error", refusal.getMessage());
        }
    }
}
