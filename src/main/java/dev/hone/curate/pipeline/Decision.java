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
    record Drop(String rule, String detail) implements Decision {}

    static Decision drop(String rule) {
        return new Drop(rule, "");
    }
}
