package dev.hone.curate.pipeline;

/// One thing that is done to all rows: a settings record that a run file names. The same rows and the same seed give the same rows,
/// whatever the number of threads.
@FunctionalInterface
public interface Step {
    /// @param rows what reaches the step, in order
    /// @param run  what the step works with, and where it says what became of each row
    /// @return what leaves it, in order
    Candidates over(Candidates rows, StepRun run);

    /// Looks at the settings before anything is read.
    /// @throws dev.hone.settings.UserError when one is missing that has no default
    default void check() {}
}
