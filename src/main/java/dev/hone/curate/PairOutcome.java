package dev.hone.curate;

/// What became of a prompt whose answers were to make a pair.
public sealed interface PairOutcome {
    /// @param chosen   the better answer
    /// @param rejected the worse one
    record Pair(String chosen, String rejected) implements PairOutcome {}

    /// @param reason why there is none, in words that stay the same for all prompts
    record None(String reason) implements PairOutcome {}

    /// A pair of two answers that say different things.
    static PairOutcome ofDifferent(String chosen, String rejected) {
        return chosen.strip().equals(rejected.strip()) ? new None("the model says just that") : new Pair(chosen, rejected);
    }
}
