package dev.hone.eval;

import java.util.List;

/// The rules of one benchmark: what its models are asked, what of an answer counts, when it is right, and what the score is
/// made of. Each is one file in `dev.hone.eval.benchmark` and one line in its catalogue `Benchmarks`.
public interface Benchmark {
    /// As the command line calls it: `mmlu-pro`.
    String name();

    /// How far its verdicts can be trusted.
    Standing standing();

    /// Judges one saved answer.
    /// @throws dev.hone.settings.UserError where the row lacks what the rules need
    Verdict grade(Item item);

    /// What the verdicts of all rows come to; the first score is the one to quote. Several answers to one question are no questions of their
    /// own: they count by their mean marks.
    /// @param byQuestion for each question the verdicts of its answers, at least one
    /// @param more       rows that the rules need besides, of [Askable#more]; empty where they are missing
    default List<Score> scores(List<List<Verdict>> byQuestion, List<Item> more) {
        return Score.ofMarks(byQuestion.stream().map(Verdict::mean).toList());
    }
}
