package dev.hone.batch;

/// In which order an epoch goes through the rows; see [RowOrder].
public enum SamplingStrategy {
    /// Shuffled anew for each epoch.
    RANDOM,
    /// As they come.
    SEQUENTIAL,
    /// Shuffled, then sorted so that rows of about the same length meet in a step.
    GROUP_BY_LENGTH
}
