package dev.hone.curate.pipeline;

/// Which of a row's texts a step looks at.
public enum Part {
    /// All of them, a line feed between two.
    ALL,
    /// What comes before the answer.
    PROMPT,
    /// The last answer; of a pair the better one, of plain text all.
    ANSWER
}
