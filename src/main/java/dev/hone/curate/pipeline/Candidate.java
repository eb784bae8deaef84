package dev.hone.curate.pipeline;

import dev.hone.data.Example;
import dev.hone.data.format.ExampleColumns;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A row on its way through the steps.
/// @param where   file and line of the row that was read; rows made of one share it
/// @param example what it teaches
/// @param columns the row's other columns, which go along; not changed by anybody
/// @param split   the part of the output that it goes to
public record Candidate(String where, Example example, ObjectNode columns, String split) {
    /// Where rows go that no step has sent elsewhere.
    public static final String TRAIN = "train";

    public Candidate with(Example other) {
        return new Candidate(where, other, columns, split);
    }

    /// The same row with a further column.
    public Candidate with(String name, JsonNode value) {
        ObjectNode more = columns.deepCopy();
        more.set(name, value);
        return new Candidate(where, example, more, split);
    }

    /// The same row without its other columns.
    public Candidate alone() {
        return new Candidate(where, example, JsonNodeFactory.instance.objectNode(), split);
    }

    public Candidate in(String otherSplit) {
        return new Candidate(where, example, columns, otherSplit);
    }

    /// Its texts.
    /// @throws dev.hone.settings.UserError where it has none but token ids
    public String text(Part part) {
        return Texts.of(this, part);
    }

    /// The row as it is written: what it teaches in TRL's columns, and the others behind them.
    public ObjectNode row() {
        ObjectNode row = ExampleColumns.of(example);
        columns.properties().forEach(column -> row.putIfAbsent(column.getKey(), column.getValue()));
        return row;
    }
}
