package dev.hone.data.format;

import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// A prompt alone, as a text or as messages.
final class PromptFormat implements Format {
    @Override public String name() {
        return "prompt-only";
    }

    @Override public String columns() {
        return "prompt";
    }

    @Override public Set<String> reads() {
        return Set.of("prompt");
    }

    @Override public Goal goal() {
        return Goal.PROMPT;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "prompt");
    }

    @Override public Example read(Row row) {
        return Column.isMessages(row, "prompt")
                ? new Example.ChatPrompt(Messages.conversation(row, Messages.of(row, "prompt")))
                : new Example.TextPrompt(Column.text(row, "prompt"));
    }
}
