package dev.hone.data.format;

import dev.hone.data.BadRow;
import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Alpaca's columns, read as a conversation whose last answer is the completion: the user's message is the instruction
/// and, on a line of its own, the input. `history` holds earlier pairs of question and answer.
final class AlpacaFormat implements Format {
    @Override public String name() {
        return "alpaca";
    }

    @Override public String columns() {
        return "instruction, output, and input, system, history";
    }

    @Override public Set<String> reads() {
        return Set.of("instruction", "input", "output", "system", "history");
    }

    @Override public Goal goal() {
        return Goal.TEXT;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "instruction") && Column.isIn(fields, "output");
    }

    @Override public Example read(Row row) {
        ArrayNode prompt = JsonNodeFactory.instance.arrayNode();
        String system = Column.optionalText(row, "system"), input = Column.optionalText(row, "input");
        if (!system.isEmpty()) prompt.add(Messages.message("system", system));
        if (Column.isIn(row.fields(), "history")) history(row, prompt);
        prompt.add(Messages.message("user", Column.text(row, "instruction") + (input.isEmpty() ? "" : "\n" + input)));
        ArrayNode completion = JsonNodeFactory.instance.arrayNode().add(Messages.message("assistant", Column.text(row, "output")));
        return new Example.ChatCompletion(Messages.conversation(row, prompt), completion);
    }

    private static void history(Row row, ArrayNode prompt) {
        JsonNode history = row.fields().get("history");
        if (!history.isArray()) throw new BadRow(row, "history is " + Column.kind(history) + "; expected a list of pairs");
        for (JsonNode turn : history) {
            if (turn.size() != 2 || !turn.path(0).isString() || !turn.path(1).isString()) throw new BadRow(row,
                    "history holds " + turn + "; expected pairs of an instruction and its answer");
            prompt.add(Messages.message("user", turn.get(0).asString())).add(Messages.message("assistant", turn.get(1).asString()));
        }
    }
}
