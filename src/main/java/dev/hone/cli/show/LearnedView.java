package dev.hone.cli.show;

import dev.hone.cli.console.Terminal;
import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.data.dataset.Item;
import dev.hone.settings.UserError;
import dev.hone.token.Labelled;
import dev.hone.token.LabelledPair;
import dev.hone.token.LabelledPrompt;
import dev.hone.token.LabelledRollout;
import dev.hone.token.LabelledTokens;
import dev.hone.token.LabelledVerdicts;
import dev.hone.token.Outcome;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rows as a run learns from them: their tokens, which of them are labels, and what was cut or dropped.
record LearnedView(TokenView view, boolean json, PrintWriter out) {
    /// What is learned of a row under a name; of two sequences, what they begin with is shown once.
    /// @param name "chosen", "rejected"; empty for what has no counterpart
    private record Side(String name, LabelledTokens tokens) {}

    void show(Item item, Function<Example, ? extends Outcome<?>> labeller) {
        switch (item) {
            case Item.Dropped(String file, long number, String reason) -> {
                if (json) out.println(place(file, number).put("dropped", reason));
                else out.println(view.paint().strong(Terminal.harmless(file + ":" + number)) + "  not used: " + Terminal.harmless(reason));
            }
            case Item.Sample(Row row, var example, _) -> {
                try {
                    show(row, labeller.apply(example));
                } catch (UserError e) {
                    throw new UserError(row.where() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private void show(Row row, Outcome<?> outcome) {
        List<Side> sides = switch (outcome) {
            case Labelled labelled -> List.of(new Side("", labelled.tokens()));
            case LabelledPair pair -> List.of(new Side("chosen", pair.chosen().tokens().sequence()), new Side("rejected", pair.rejected().tokens().sequence()));
            case LabelledVerdicts verdicts -> verdicts.verdicts().stream()
                    .map(verdict -> new Side(verdict.good() ? "good" : "bad", verdict.answer().tokens().sequence())).toList();
            case LabelledPrompt _, LabelledRollout _ -> outcome.sequences().stream().map(sequence -> new Side("", sequence)).toList();
        };
        int shared = outcome instanceof LabelledPair pair ? pair.tokens().common() : 0;
        if (json) out.println(asJson(row, outcome, sides, shared));
        else print(row, outcome, sides, shared);
    }

    private void print(Row row, Outcome<?> outcome, List<Side> sides, int shared) {
        out.println(view.paint().strong(Terminal.harmless(row.where())));
        if (shared > 0) print("both", sides.getFirst().tokens.slice(0, shared));
        for (Side side : sides) print(side.name, side.tokens.slice(shared, side.tokens.length()));
        out.println(view.paint().quiet(account(outcome, sides, shared)));
    }

    private void print(String name, LabelledTokens tokens) {
        if (!name.isEmpty()) out.println(view.paint().quiet(name));
        if (view.paint().on()) out.println(view.coloured(tokens.ids(), tokens.learned()));
        else view.list(tokens.ids(), tokens.learned(), out);
    }

    private ObjectNode asJson(Row row, Outcome<?> outcome, List<Side> sides, int shared) {
        ObjectNode object = place(row.file(), row.number());
        for (Side side : sides) add(side.name.isEmpty() ? object : object.putObject(side.name), side.tokens);
        if (outcome instanceof LabelledPair) object.put("tokens_shared", shared);
        object.put("tokens_cut", outcome.tokensCut()).put("end_lost", outcome.endLost()).put("prompt_is_prefix", outcome.promptIsPrefix());
        outcome.reason().ifPresent(reason -> object.put("dropped", reason));
        return object;
    }

    private void add(ObjectNode object, LabelledTokens tokens) {
        view.addTo(object, tokens.ids());
        ArrayNode labels = object.putArray("labels");
        for (int t = 0; t < tokens.length(); t++) labels.add(tokens.learned()[t] ? tokens.ids()[t] : -100);
    }

    private static ObjectNode place(String file, long number) {
        return JsonMapper.shared().createObjectNode().put("file", file).put("number", number);
    }

    private static String account(Outcome<?> outcome, List<Side> sides, int shared) {
        var line = new StringBuilder(sides.stream().mapToInt(side -> side.tokens.length()).sum() + " tokens, "
                + sides.stream().mapToInt(side -> side.tokens.labels()).sum() + " of them learned");
        if (shared > 0) line.append("; both begin with the same ").append(shared);
        if (outcome.tokensCut() > 0) line.append("; ").append(outcome.tokensCut()).append(" more are cut away")
                .append(outcome.endLost() ? ", the end of the answer among them" : "");
        if (!outcome.promptIsPrefix()) line.append("; the prompt alone has other tokens at its end");
        outcome.reason().ifPresent(reason -> line.append("; not used: ").append(reason));
        return line.toString();
    }
}
