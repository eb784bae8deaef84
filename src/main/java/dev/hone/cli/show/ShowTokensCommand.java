package dev.hone.cli.show;

import dev.hone.algorithm.dpo.DpoSettings;
import dev.hone.algorithm.sft.SftSettings;
import dev.hone.cli.console.JsonLines;
import dev.hone.cli.console.Paint;
import dev.hone.cli.console.Program;
import dev.hone.cli.console.SettingsOptions;
import dev.hone.cli.console.Terminal;
import dev.hone.cli.model.OpenModel;
import dev.hone.cli.model.RowTokens;
import dev.hone.data.Conversation;
import dev.hone.data.DataSettings;
import dev.hone.data.Example;
import dev.hone.data.dataset.Item;
import dev.hone.data.dataset.ItemReader;
import dev.hone.model.ModelSettings;
import dev.hone.settings.GivenSetting;
import dev.hone.settings.RunFile;
import dev.hone.settings.SettingJson;
import dev.hone.settings.Settings;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import dev.hone.token.ChatTokens;
import dev.hone.token.Outcome;
import dev.hone.token.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `hone show tokens`: a text cut into tokens, or the rows of a run with the tokens that are learned.
@Command(name = "tokens", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = ShowTokensCommand.WithSettings.class,
        description = {"Shows how a model's tokenizer cuts a text: ids and pieces, neighbours in different colours, special tokens marked.",
            "With a run file or --dataset-name: the first rows as the run reads them, tokens that are learned green and the others grey, "
            + "and what max_length takes away. Of a better and a worse answer, what they begin with is shown once.",
            "Rows of a .jsonl file that --input names have text, messages or input_ids; in conversations the assistant's tokens are green."},
        footer = {"", "Examples:",
            "  hone show tokens run.yaml",
            "  hone show tokens run.yaml --command reward",
            "  hone show tokens --model HuggingFaceTB/SmolLM2-135M-Instruct --dataset-name chats.jsonl --assistant-only-loss",
            "  hone show tokens --model HuggingFaceTB/SmolLM2-135M-Instruct --text 'Hello there'"})
final class ShowTokensCommand implements Callable<Integer> {
    private static final List<Class<? extends Record>> FLAGS = List.of(ModelSettings.class, DataSettings.class, SftSettings.class, DpoSettings.class);

    /// Gives the command a flag for each setting that decides what is learned.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, FLAGS);
        }
    }

    @Spec CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RUN.yaml", description = "The run file whose rows to show.")
    Path file;

    @Option(names = "--command", paramLabel = "sft|dpo|reward", description = ShowCommand.WHICH_COMMAND)
    RunKind kind;

    @Option(names = "--model", paramLabel = "DIR|ID", description = "Whose tokenizer: a model's folder, or a hub id with an optional @revision.")
    String model;

    @Option(names = "--text", paramLabel = "TEXT", description = "The text (default: standard input).")
    String text;

    @Option(names = "--input", paramLabel = "FILE", description = "Rows of a file ending in .jsonl, or any other file as one text.")
    String input;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "5", description = "How many rows of a run at most (default: ${DEFAULT-VALUE}).")
    int limit;

    @Option(names = "--json", description = "One JSON object a text or row: input_ids, tokens, special_tokens_mask, and assistant_masks of a conversation; "
            + "of a run's rows also file, number, labels, tokens_cut, end_lost, prompt_is_prefix, and dropped with the reason. "
            + "The answers of a pair stand in chosen and rejected, those with a verdict in good and bad.")
    boolean json;

    @Option(names = "--quiet", description = "No progress and no remarks.")
    boolean quiet;

    private final Paint paint = new Paint(Terminal.hasColours());
    private TokenView view;
    private RowTokens tokens;

    @Override public Integer call() {
        if (text != null && input != null) throw new UserError("--text and --input are both given; one of them says what to show");
        List<GivenSetting> flags = new ArrayList<>(SettingsOptions.given(spec.commandLine().getParseResult(), FLAGS));
        if (file != null || kind != null || !flags.isEmpty()) showRun(flags);
        else showTexts();
        return Program.SUCCESS;
    }

    private void showRun(List<GivenSetting> flags) {
        if (text != null || input != null) throw new UserError((text != null ? "--text" : "--input") + " is given with a run's settings; --dataset-name names rows to learn from");
        if (limit < 1) throw new UserError("--limit is " + limit + "; at least 1");
        if (model != null) flags.add(GivenSetting.flag("model_name_or_path", SettingJson.of(model)));
        RunFile given = file == null ? RunFile.NONE : RunFile.read(file);
        RunKind kind = this.kind == null ? RunKind.of(given, flags) : this.kind;
        Settings settings = new SettingsReader(spec.qualifiedName(), kind.records()).read(given, flags);
        try (RunRows rows = RunRows.open(kind, settings, OpenModel.hub(quiet, spec.commandLine().getErr())); ItemReader items = rows.dataset().read()) {
            var view = new LearnedView(new TokenView(rows.tokenizer(), paint), json, out());
            if (!json) rows.dataset().description().forEach(line -> out().println(paint.strong(Terminal.harmless(line))));
            Function<Example, ? extends Outcome<?>> labeller = rows.rows().labeller(rows.template());
            int shown = 0;
            for (Item item; shown < limit && (item = items.next()) != null; shown++) view.show(item, labeller);
            if (!json && items.next() != null) out().println(paint.quiet("more rows follow; --limit shows them"));
            out().flush();
        }
    }

    private void showTexts() {
        if (model == null) throw new UserError("--model is missing: whose tokenizer to show, a folder or a hub id");
        if (input != null) JsonLines.check(input);
        Path folder = OpenModel.hub(quiet, spec.commandLine().getErr()).tokenizer(model);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            view = new TokenView(tokenizer, paint);
            tokens = new RowTokens(Optional.of(tokenizer), tokenizer.vocabularySize(), "text", false);
            if (input != null && input.toLowerCase(Locale.ROOT).endsWith(".jsonl")) showRows();
            else show(JsonMapper.shared().createObjectNode(), tokenizer.encode(plainText(), true), null);
        }
    }

    private String plainText() {
        if (text != null) return text;
        try {
            if (input != null) return Files.readString(Path.of(input));
            if (Terminal.isInput()) throw new UserError("nothing to show: give a run file, --text TEXT, --input FILE, or a text on standard input");
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R$", "");
        } catch (IOException e) {
            throw new UserError((input == null ? "standard input" : input) + ": cannot be read as UTF-8 text (" + e + ")", e);
        }
    }

    private void showRows() {
        if (JsonLines.canBeReadTwice(input)) JsonLines.forEach(input, tokens::of);
        JsonLines.forEach(input, row -> {
            if (!json) out().println(paint.strong(row.where()));
            ChatTokens chat = tokens.kind(row).equals(RowTokens.MESSAGES) ? chat(row) : null;
            show(row.answer(), chat == null ? tokens.of(row) : chat.ids(), chat == null ? null : chat.assistantMask());
        });
    }

    /// With the assistant's tokens also where the template does not mark them, unless an answer is only begun.
    private ChatTokens chat(JsonLines.Row row) {
        Map<String, JsonNode> variables = RowTokens.variables(row, false);
        ChatTokens marked = tokens.chat(row);
        if (variables.get("add_generation_prompt").asBoolean(false) || count(marked.assistantMask()) > 0) return marked;
        ObjectNode others = JsonMapper.shared().createObjectNode();
        variables.forEach(others::set);
        JsonNode tools = others.remove("tools");
        others.remove(List.of(RowTokens.MESSAGES, "add_generation_prompt"));
        try {
            return view.tokenizer().encodeChat(view.tokenizer().chatTemplate().orElseThrow(),
                    new Conversation((ArrayNode) variables.get(RowTokens.MESSAGES), tools instanceof ArrayNode list ? list : null, others));
        } catch (UserError cannotBeTold) {
            if (!quiet) spec.commandLine().getErr().println("(" + cannotBeTold.getMessage() + ")");
            return marked;
        }
    }

    /// @param assistant which tokens are the assistant's; null for what is no conversation
    private void show(ObjectNode row, int[] ids, boolean[] assistant) {
        if (json) {
            view.addTo(row, ids);
            if (assistant != null) {
                ArrayNode mask = row.putArray("assistant_masks");
                for (boolean one : assistant) mask.add(one ? 1 : 0);
            }
            out().println(row);
        } else {
            boolean[] marked = assistant == null || count(assistant) == 0 ? null : assistant;
            if (paint.on()) out().println(view.coloured(ids, marked));
            view.list(ids, marked, out());
            out().println(paint.quiet(ids.length + " tokens" + (marked == null ? "" : ", " + count(marked) + " of them trained")));
        }
        out().flush();
    }

    private static int count(boolean[] marks) {
        int count = 0;
        for (boolean mark : marks) if (mark) count++;
        return count;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
