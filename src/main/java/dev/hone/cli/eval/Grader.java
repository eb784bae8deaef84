package dev.hone.cli.eval;

import dev.hone.cli.console.JsonLines;
import dev.hone.eval.Score;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Judges saved answers, row by row, and sums up.
sealed interface Grader extends AutoCloseable permits RewardGrader, SuiteGrader {
    /// What the output row adds to the input row.
    ObjectNode grade(JsonLines.Row row);

    /// What all rows so far come to; the first score is the one to quote.
    List<Score> scores();

    /// Who judged, for people: `ifeval (exact)`.
    String title();

    /// A line below the scores that people must know; empty for none.
    String remark();

    /// Who judged, for programs.
    void describe(ObjectNode summary);

    @Override void close();
}
