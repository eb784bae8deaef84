package dev.hone.data.dataset;

import dev.hone.data.Row;
import dev.hone.settings.Nearest;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Which columns of a row are kept, and what they are called from here on.
/// @param keep    the columns to keep, under their own names; empty keeps all
/// @param renamed new names by the old ones
record Columns(List<String> keep, Map<String, String> renamed) {
    /// Says at the first row, before anything slow, when a named column is not there.
    void check(Row first) {
        for (String column : keep) require(first, column, "columns names");
        for (String column : renamed.keySet()) require(first, column, "column_mapping renames");
    }

    private static void require(Row first, String column, String who) {
        if (!first.fields().has(column)) throw new UserError(first.where() + ": has no column " + column + ", which " + who
                + "; its columns are " + String.join(", ", first.fields().propertyNames()) + Nearest.hint(column, first.fields().propertyNames()));
    }

    Row of(Row row) {
        if (keep.isEmpty() && renamed.isEmpty()) return row;
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (var column : row.fields().properties()) {
            boolean kept = keep.isEmpty() || keep.contains(column.getKey()) || renamed.containsKey(column.getKey());
            if (kept && !renamed.containsKey(column.getKey())) fields.set(column.getKey(), column.getValue());
        }
        // a new name replaces a column that had it before
        renamed.forEach((old, name) -> {
            if (row.fields().has(old)) fields.set(name, row.fields().get(old));
        });
        return new Row(fields, row.file(), row.number());
    }
}
