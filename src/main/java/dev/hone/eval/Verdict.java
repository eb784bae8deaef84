package dev.hone.eval;

import dev.hone.data.Json;
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

    /// What the answers to one question count for together: of each metric the mean mark.
    public static Verdict mean(List<Verdict> verdicts) {
        if (verdicts.size() == 1) return verdicts.getFirst();
        List<Mark> means = Score.ofMarks(verdicts).stream().map(score -> new Mark(score.metric(), score.value())).toList();
        return new Verdict(Json.MAPPER.createObjectNode(), means);
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
