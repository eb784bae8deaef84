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

    /// What the verdicts of all rows come to; the first score is the one to quote.
    default List<Score> scores(List<Verdict> verdicts) {
        return Score.ofMarks(verdicts);
    }
}
