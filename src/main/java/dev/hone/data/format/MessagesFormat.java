package dev.hone.data.format;

import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// A conversation: TRL's language modelling format with messages.
final class MessagesFormat implements Format {
    @Override public String name() {
        return "messages";
    }

    @Override public String columns() {
        return "messages";
    }

    @Override public Set<String> reads() {
        return Set.of("messages");
    }

    @Override public Goal goal() {
        return Goal.TEXT;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "messages");
    }

    @Override public Example read(Row row) {
        return new Example.Chat(Messages.conversation(row, Messages.of(row, "messages")));
    }
}
