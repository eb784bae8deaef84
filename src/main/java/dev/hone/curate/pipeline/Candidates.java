package dev.hone.curate.pipeline;

/// Rows in their order, each asked for when it is needed.
@FunctionalInterface
public interface Candidates {
    /// The next row; null after the last, however often it is asked.
    Candidate next();
}
