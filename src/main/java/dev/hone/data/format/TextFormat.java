package dev.hone.data.format;

import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Plain text, learned whole.
final class TextFormat implements Format {
    @Override public String name() {
        return "text";
    }

    @Override public String columns() {
        return "text";
    }

    @Override public Set<String> reads() {
        return Set.of("text");
    }

    @Override public Goal goal() {
        return Goal.TEXT;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "text");
    }

    @Override public Example read(Row row) {
        return new Example.Text(Column.text(row, "text"));
    }
}
