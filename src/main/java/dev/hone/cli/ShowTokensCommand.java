package dev.hone.cli;

import dev.hone.settings.UserError;
import dev.hone.token.ChatTokens;
import dev.hone.token.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `hone show tokens`: a text cut into tokens, and which of a conversation's tokens the assistant wrote.
@Command(name = "tokens", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Shows how a model's tokenizer cuts a text: ids and pieces, neighbours in different colours, special tokens marked.",
            "Rows of a .jsonl file have text, messages or input_ids. Conversations go through the chat template; the tokens that its "
            + "{%% generation %%} blocks mark as the assistant's, which training can be limited to, are green and the others grey."},
        footer = {"", "Examples:",
            "  hone show tokens --model HuggingFaceTB/SmolLM2-135M-Instruct --text 'Hello there'",
            "  hone show tokens --model runs/sft --input chats.jsonl --json"})
final class ShowTokensCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR|ID", description = "Whose tokenizer: a model's folder, or a hub id with an optional @revision.")
    String model;

    @Option(names = "--text", paramLabel = "TEXT", description = "The text (default: standard input).")
    String text;

    @Option(names = "--input", paramLabel = "FILE", description = "Rows of a file ending in .jsonl, or any other file as one text.")
    String input;

    @Option(names = "--json", description = "One JSON object a text: input_ids, tokens, special_tokens_mask, and assistant_masks of a conversation.")
    boolean json;

    @Option(names = "--quiet", description = "No progress and no remarks.")
    boolean quiet;

    private final Paint paint = new Paint(Terminal.hasColours());
    private Tokenizer tokenizer;
    private RowTokens tokens;

    @Override public Integer call() {
        if (text != null && input != null) throw new UserError("--text and --input are both given; one of them says what to show");
        if (input != null) JsonLines.check(input);
        Path folder = OpenModel.hub(quiet, spec.commandLine().getErr()).tokenizer(model);
        try (Tokenizer opened = Tokenizer.open(folder)) {
            tokenizer = opened;
            tokens = new RowTokens(Optional.of(opened), opened.vocabularySize(), "text", false);
            if (input != null && input.toLowerCase(Locale.ROOT).endsWith(".jsonl")) showRows();
            else show(JsonMapper.shared().createObjectNode(), opened.encode(plainText(), true), null);
        }
        return Main.SUCCESS;
    }

    private String plainText() {
        if (text != null) return text;
        try {
            if (input != null) return Files.readString(Path.of(input));
            if (Terminal.isInput()) throw new UserError("nothing to show: give --text TEXT, --input FILE, or a text on standard input");
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R$", "");
        } catch (IOException e) {
            throw new UserError((input == null ? "standard input" : input) + ": cannot be read as UTF-8 text (" + e + ")", e);
        }
    }

    private void showRows() {
        if (JsonLines.canBeReadTwice(input)) JsonLines.forEach(input, tokens::of);
        JsonLines.forEach(input, row -> {
            if (!json) out().println(paint.strong(row.where()));
            ChatTokens chat = tokens.kind(row).equals(RowTokens.MESSAGES) ? tokens.chat(row) : null;
            show(row.answer(), chat == null ? tokens.of(row) : chat.ids(), chat == null ? null : chat.assistantMask());
        });
    }

    /// @param trained which tokens are the assistant's; null for what is no conversation
    private void show(ObjectNode row, int[] ids, boolean[] trained) {
        if (json) {
            out().println(asJson(row, ids, trained));
            out().flush();
            return;
        }
        boolean marked = trained != null && hasMark(trained);
        if (paint.on()) out().println(coloured(ids, marked ? trained : null));
        for (int i = 0; i < ids.length; i++) {
            String mark = tokenizer.isSpecial(ids[i]) ? "special" : "";
            if (marked && trained[i]) mark += mark.isEmpty() ? "trained" : ", trained";
            out().printf(Locale.ROOT, "%7d  %s%s%n", ids[i], quoted(ids[i]), mark.isEmpty() ? "" : "  " + paint.quiet(mark));
        }
        out().println(paint.quiet(ids.length + " tokens" + (marked ? ", " + count(trained) + " of them trained" : "")));
        out().flush();
        if (trained != null && !marked && !quiet) {
            spec.commandLine().getErr().println("(this chat template has no {% generation %} blocks that say which tokens the assistant wrote, or they are empty here)");
            spec.commandLine().getErr().flush();
        }
    }

    private String coloured(int[] ids, boolean[] trained) {
        var line = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            boolean endsLine = piece(ids[i]).contains("\n");
            String piece = Terminal.harmless(piece(ids[i])).replace("\n", "⏎");
            if (tokenizer.isSpecial(ids[i])) line.append(paint.special(piece));
            else if (trained == null) line.append(paint.alternating(i, piece));
            else line.append(trained[i] ? paint.trained(i, piece) : paint.untrained(i, piece));
            if (endsLine) line.append('\n');
        }
        return line.toString();
    }

    /// The token's text; where that is half a character only, its name in the vocabulary.
    private String piece(int id) {
        String alone = tokenizer.decode(new int[] {id}, false);
        return alone.isEmpty() || alone.contains("\uFFFD") ? tokenizer.tokenOf(id).orElse(alone) : alone;
    }

    private String quoted(int id) {
        return Terminal.harmless(JsonMapper.shared().writeValueAsString(piece(id)));
    }

    private ObjectNode asJson(ObjectNode row, int[] ids, boolean[] trained) {
        ArrayNode idList = row.putArray("input_ids");
        ArrayNode names = row.putArray("tokens");
        ArrayNode special = row.putArray("special_tokens_mask");
        for (int id : ids) {
            idList.add(id);
            names.add(tokenizer.tokenOf(id).orElse(null));
            special.add(tokenizer.isSpecial(id) ? 1 : 0);
        }
        if (trained == null) return row;
        ArrayNode mask = row.putArray("assistant_masks");
        for (boolean one : trained) mask.add(one ? 1 : 0);
        return row;
    }

    private static boolean hasMark(boolean[] trained) {
        return count(trained) > 0;
    }

    private static int count(boolean[] trained) {
        int count = 0;
        for (boolean one : trained) if (one) count++;
        return count;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
