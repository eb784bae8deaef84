package dev.hone.data.format;

import dev.hone.data.BadRow;
import dev.hone.data.Example;
import dev.hone.data.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Token ids that somebody else made. Which of them are learned is said by `labels`, by masks, by all of these together
/// (then each has to allow it), or by nothing: then all are.
final class IdsFormat implements Format {
    /// The label of a token that is not learned, as in PyTorch's cross-entropy.
    private static final int IGNORED = -100;

    @Override public String name() {
        return "token-ids";
    }

    @Override public String columns() {
        return "input_ids, and labels, completion_mask or assistant_masks";
    }

    @Override public Set<String> reads() {
        return Set.of("input_ids", "labels", "completion_mask", "assistant_masks", "attention_mask");
    }

    @Override public Goal goal() {
        return Goal.TEXT;
    }

    @Override public boolean fits(ObjectNode fields) {
        return Column.isIn(fields, "input_ids");
    }

    @Override public Example read(Row row) {
        int[] ids = Column.ids(row, "input_ids");
        boolean[] learned = new boolean[ids.length];
        Arrays.fill(learned, true);
        labels(row, ids, learned);
        for (String mask : List.of("completion_mask", "assistant_masks")) mask(row, mask, learned);
        if (Column.isIn(row.fields(), "attention_mask")) for (int real : sameLength(row, "attention_mask", ids.length))
            if (real != 1) throw new BadRow(row, "attention_mask hides a token, so the row is padded; leave out the padding");
        return new Example.Ids(ids, learned);
    }

    private static void labels(Row row, int[] ids, boolean[] learned) {
        if (!Column.isIn(row.fields(), "labels")) return;
        int[] labels = sameLength(row, "labels", ids.length);
        for (int t = 0; t < ids.length; t++) {
            learned[t] = labels[t] != IGNORED;
            if (learned[t] && labels[t] != ids[t]) throw new BadRow(row, "labels[" + t + "] is " + labels[t] + " and input_ids[" + t + "] is "
                    + ids[t] + "; a label is the id at the same place, or -100 where it is not learned");
        }
    }

    private static void mask(Row row, String name, boolean[] learned) {
        if (!Column.isIn(row.fields(), name)) return;
        int[] mask = sameLength(row, name, learned.length);
        for (int t = 0; t < mask.length; t++) {
            if (mask[t] != 0 && mask[t] != 1) throw new BadRow(row, name + "[" + t + "] is " + mask[t] + "; expected 0 or 1");
            learned[t] &= mask[t] == 1;
        }
    }

    private static int[] sameLength(Row row, String name, int length) {
        int[] numbers = Column.numbers(row, name);
        if (numbers.length != length) throw new BadRow(row, name + " has " + numbers.length + " entries and input_ids " + length);
        return numbers;
    }
}
