package dev.hone.cli;

import dev.hone.data.Row;
import dev.hone.data.dataset.Item;
import dev.hone.settings.UserError;
import dev.hone.token.Labelled;
import dev.hone.token.Labeller;
import java.io.PrintWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rows as a run learns from them: their tokens, which of them are labels, and what was cut or dropped.
record LearnedView(TokenView view, boolean json, PrintWriter out) {
    void show(Item item, Labeller labeller) {
        switch (item) {
            case Item.Dropped(String file, long number, String reason) -> {
                if (json) out.println(place(file, number).put("dropped", reason));
                else out.println(view.paint().strong(Terminal.harmless(file + ":" + number)) + "  not used: " + Terminal.harmless(reason));
            }
            case Item.Sample(Row row, var example, _) -> {
                try {
                    show(row, labeller.label(example));
                } catch (UserError e) {
                    throw new UserError(row.where() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private void show(Row row, Labelled labelled) {
        int[] ids = labelled.tokens().ids();
        boolean[] learned = labelled.tokens().learned();
        if (json) {
            out.println(asJson(row, labelled));
            return;
        }
        out.println(view.paint().strong(Terminal.harmless(row.where())));
        if (view.paint().on()) out.println(view.coloured(ids, learned));
        else view.list(ids, learned, out);
        out.println(view.paint().quiet(account(labelled)));
    }

    private ObjectNode asJson(Row row, Labelled labelled) {
        int[] ids = labelled.tokens().ids();
        ObjectNode object = view.addTo(place(row.file(), row.number()), ids);
        ArrayNode labels = object.putArray("labels");
        for (int t = 0; t < ids.length; t++) labels.add(labelled.tokens().learned()[t] ? ids[t] : -100);
        object.put("tokens_cut", labelled.tokensCut()).put("end_lost", labelled.endLost()).put("prompt_is_prefix", labelled.promptIsPrefix());
        labelled.dropped().ifPresent(reason -> object.put("dropped", reason.reason()));
        return object;
    }

    private static ObjectNode place(String file, long number) {
        return JsonMapper.shared().createObjectNode().put("file", file).put("number", number);
    }

    private static String account(Labelled labelled) {
        var line = new StringBuilder(labelled.tokens().length() + " tokens, " + labelled.tokens().labels() + " of them learned");
        if (labelled.tokensCut() > 0) line.append("; ").append(labelled.tokensCut()).append(" more are cut away")
                .append(labelled.endLost() ? ", the end of the answer among them" : "");
        if (!labelled.promptIsPrefix()) line.append("; the prompt alone has other tokens at its end");
        labelled.dropped().ifPresent(reason -> line.append("; not used: ").append(reason.reason()));
        return line.toString();
    }
}
