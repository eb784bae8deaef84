package dev.hone.data.format;

import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// A prompt and how it goes on, as texts or as messages.
final class CompletionFormat implements Format {
    @Override public String name() {
        return "prompt-completion";
    }

    @Override public String columns() {
        return "prompt, completion";
    }

    @Override public Set<String> reads() {
        return Set.of("prompt", "completion");
    }

    @Override public Goal goal() {
        return Goal.TEXT;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "prompt") && Column.isIn(fields, "completion");
    }

    @Override public Example read(Row row) {
        return Column.areMessages(row, "prompt", "completion")
                ? new Example.ChatCompletion(Messages.conversation(row, Messages.of(row, "prompt")), Messages.of(row, "completion"))
                : new Example.TextCompletion(Column.text(row, "prompt"), Column.text(row, "completion"));
    }
}
