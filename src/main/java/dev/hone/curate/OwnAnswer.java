package dev.hone.curate;

/// What a model said to a prompt.
/// @param text     without special tokens
/// @param tokens   how many it has, the one that ended it included; at least 0
/// @param finished whether the model ended it; otherwise its length did, and learning from it would teach to stop in the middle
public record OwnAnswer(String text, int tokens, boolean finished) {
    public OwnAnswer {
        if (tokens < 0) throw new IllegalArgumentException(tokens + " tokens in an answer");
    }
}
