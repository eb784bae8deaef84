package dev.hone.data.format;

import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// An answer and whether it is good: TRL's unpaired preference.
final class VerdictFormat implements Format {
    @Override public String name() {
        return "unpaired-preference";
    }

    @Override public String columns() {
        return "prompt, completion, label";
    }

    @Override public Set<String> reads() {
        return Set.of("prompt", "completion", "label");
    }

    @Override public Goal goal() {
        return Goal.VERDICT;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "prompt") && Column.isIn(fields, "completion") && Column.isIn(fields, "label");
    }

    @Override public Example read(Row row) {
        boolean good = Column.truth(row, "label");
        return Column.areMessages(row, "prompt", "completion")
                ? new Example.ChatVerdict(Messages.conversation(row, Messages.of(row, "prompt")), Messages.of(row, "completion"), good)
                : new Example.TextVerdict(Column.text(row, "prompt"), Column.text(row, "completion"), good);
    }
}
