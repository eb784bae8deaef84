package dev.hone.data.format;

import dev.hone.data.Example;
import dev.hone.data.Row;
import tools.jackson.databind.node.ObjectNode;

/// Two answers to a prompt, as token ids.
final class IdsPreferenceFormat implements Format {
    @Override public String name() {
        return "preference-ids";
    }

    @Override public String columns() {
        return "prompt_ids, chosen_ids, rejected_ids";
    }

    @Override public Goal goal() {
        return Goal.PREFERENCE;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "prompt_ids") && Column.isIn(fields, "chosen_ids") && Column.isIn(fields, "rejected_ids");
    }

    @Override public Example read(Row row) {
        return new Example.IdsPreference(Column.ids(row, "prompt_ids"), Column.ids(row, "chosen_ids"), Column.ids(row, "rejected_ids"));
    }
}
