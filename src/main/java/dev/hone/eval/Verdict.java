package dev.hone.eval;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What the rules say of one answer.
/// @param fields what the output row adds to the input row
/// @param marks  what the answer counts for; empty where it does not enter the score
public record Verdict(ObjectNode fields, List<Mark> marks) {
    /// The fields with `score`, by which two models are compared: the mean of the marks for the first metric, or null where there are none.
    public ObjectNode row() {
        ObjectNode row = fields.deepCopy();
        if (marks.isEmpty()) return row.putNull("score");
        String quoted = marks.getFirst().metric();
        return row.put("score", marks.stream().filter(mark -> mark.metric().equals(quoted)).mapToDouble(Mark::value).average().orElseThrow());
    }

    /// One contribution to one score.
    /// @param metric the score's name
    /// @param value  1 for right and 0 for wrong, or a grade between
    public record Mark(String metric, double value) {
        public static Mark of(String metric, boolean right) {
            return new Mark(metric, right ? 1 : 0);
        }
    }
}
