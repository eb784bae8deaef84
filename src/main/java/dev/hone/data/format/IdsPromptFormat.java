package dev.hone.data.format;

import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// A prompt alone, as token ids.
final class IdsPromptFormat implements Format {
    private static final String IDS = "prompt_ids";

    @Override public String name() {
        return "prompt-ids";
    }

    @Override public String columns() {
        return IDS;
    }

    @Override public Set<String> reads() {
        return Set.of("prompt_ids");
    }

    @Override public Goal goal() {
        return Goal.PROMPT;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, IDS);
    }

    @Override public Example read(Row row) {
        return new Example.IdsPrompt(Column.ids(row, IDS));
    }
}
