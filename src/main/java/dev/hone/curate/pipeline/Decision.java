package dev.hone.curate.pipeline;

/// What becomes of a row at a step.
public sealed interface Decision {
    Decision KEEP = new Keep();

    /// It goes on as it is.
    record Keep() implements Decision {}

    /// It goes on as another one.
    /// @param rule why, in words that stay the same for all rows
    record Change(Candidate row, String rule) implements Decision {}

    /// It goes no further.
    /// @param rule   why, in words that stay the same for all rows
    /// @param detail more of it, of this row; may be empty
    /// @param shown  the row as people may see it; null for as it came
    record Drop(String rule, String detail, Candidate shown) implements Decision {
        public Drop(String rule, String detail) {
            this(rule, detail, null);
        }
    }

    static Decision drop(String rule) {
        return new Drop(rule, "");
    }
}
