package dev.hone.curate.pipeline;

/// A step that looks at each row by itself, so that rows can be looked at at the same time.
@FunctionalInterface
public interface RowStep extends Step {
    /// What becomes of a row. Called by several threads.
    Decision of(Candidate row);

    @Override default Candidates over(Candidates rows, StepRun run) {
        return run.decided(rows, this::of, (_, decision) -> decision);
    }
}
