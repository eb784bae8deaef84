package dev.hone.data.format;

import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Two answers to a prompt, as token ids. The prompt stands in a column of its own, or both begin with it.
final class IdsPreferenceFormat implements Format {
    @Override public String name() {
        return "preference-ids";
    }

    @Override public String columns() {
        return "prompt_ids, chosen_ids, rejected_ids, or the last two alone";
    }

    @Override public Set<String> reads() {
        return Set.of("prompt_ids", "chosen_ids", "rejected_ids", "margin");
    }

    @Override public Goal goal() {
        return Goal.PREFERENCE;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "chosen_ids") && Column.isIn(fields, "rejected_ids");
    }

    @Override public Example read(Row row) {
        return new Example.IdsPreference(Column.isIn(row.fields(), "prompt_ids") ? Column.ids(row, "prompt_ids") : null,
                Column.ids(row, "chosen_ids"), Column.ids(row, "rejected_ids"), Column.optionalNumber(row, PreferenceFormat.MARGIN));
    }
}
