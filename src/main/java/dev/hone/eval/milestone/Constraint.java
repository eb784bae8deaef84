package dev.hone.eval.milestone;

import dev.hone.eval.Item;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// What a milestone wants of one table.
/// @param table      its name, such as `CONTACT`
/// @param reference  the milestone whose table it is compared with: [#START] for the table at the user's first message, [#NONE] for none
/// @param target     rows wanted
/// @param columns    measures that differ from the usual ones
/// @param tolerances how far numbers may be apart, by column or by argument of a tool
record Constraint(String table, TableMeasure measure, int reference, List<ObjectNode> target, Map<String, ColumnMeasure> columns, Map<String, Double> tolerances) {
    static final int START = -1, NONE = -2;

    /// @param fields `namespace`, `measure`, and perhaps `target`, `reference`, `column_measures`, `tolerances`
    static Constraint of(Item fields) {
        TableMeasure measure = TableMeasure.named(fields.text("measure"), fields, "measure");
        Map<String, ColumnMeasure> columns = new HashMap<>();
        Map<String, Double> tolerances = new HashMap<>();
        if (fields.fields().path("column_measures") instanceof ObjectNode named)
            named.properties().forEach(entry -> columns.put(entry.getKey(), ColumnMeasure.named(entry.getValue().asString(), fields, "column_measures." + entry.getKey())));
        if (fields.fields().path("tolerances") instanceof ObjectNode named) named.properties().forEach(entry -> tolerances.put(entry.getKey(), entry.getValue().asDouble()));
        int reference = fields.absent("reference") ? NONE : fields.whole("reference");
        if (reference == NONE && measure != TableMeasure.SNAPSHOT) throw fields.wrong("reference", "a milestone's place, or -1 for the start");
        List<ObjectNode> target = measure == TableMeasure.GUARDRAIL ? List.of() : fields.items("target").stream().map(Item::fields).toList();
        return new Constraint(fields.text("namespace"), measure, reference, target, columns, tolerances);
    }

    /// That a table has not changed.
    static Constraint guardrail(String table, int reference) {
        return new Constraint(table, TableMeasure.GUARDRAIL, reference, List.of(), Map.of(), Map.of());
    }

    boolean guards() {
        return measure == TableMeasure.GUARDRAIL;
    }

    /// From 0 to 1.
    /// @param before the table at the reference; empty for none
    double likeness(List<ObjectNode> rows, List<ObjectNode> before) {
        return measure.of(rows, target, before, (column, cell, wanted) -> columns.getOrDefault(column, ColumnMeasure.usual(table, column)).of(column, cell, wanted, tolerances));
    }
}
