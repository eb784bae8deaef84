package dev.hone.data.format;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// A better and a worse answer. The prompt stands in a column of its own, or both answers begin with it.
final class PreferenceFormat implements Format {
    static final String MARGIN = "margin";

    @Override public String name() {
        return "preference";
    }

    @Override public String columns() {
        return "prompt, chosen, rejected, or the last two alone";
    }

    @Override public Set<String> reads() {
        return Set.of("prompt", "chosen", "rejected", "margin");
    }

    @Override public Goal goal() {
        return Goal.PREFERENCE;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "chosen") && Column.isIn(fields, "rejected");
    }

    @Override public Example read(Row row) {
        return Column.areMessages(row, "chosen", "rejected") ? messages(row) : new Example.TextPreference(
                Column.isIn(row.fields(), "prompt") ? Column.text(row, "prompt") : null, Column.text(row, "chosen"), Column.text(row, "rejected"),
                Column.optionalNumber(row, MARGIN));
    }

    /// A prompt that is a text beside answers that are messages repeats what the answers begin with: TRL passes it over too.
    private static Example messages(Row row) {
        boolean explicit = Column.isIn(row.fields(), "prompt") && Column.isMessages(row, "prompt");
        return new Example.ChatPreference(explicit ? conversation(row, "prompt") : null, conversation(row, "chosen"), conversation(row, "rejected"),
                Column.optionalNumber(row, MARGIN));
    }

    private static Conversation conversation(Row row, String column) {
        return Messages.conversation(row, Messages.of(row, column));
    }
}
