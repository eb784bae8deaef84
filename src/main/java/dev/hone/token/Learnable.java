package dev.hone.token;

import java.nio.ByteBuffer;

/// Tokens that a training example consists of, of whatever kind.
public sealed interface Learnable permits LabelledTokens, TokenPair, TokenPrompt, TokenRollout, TokenVerdict {
    /// All its tokens; a prompt that two answers share counts for each.
    int length();

    /// How many of them count in the loss.
    int labels();

    /// What tells it from other examples, as bytes to be hashed, ready to be read.
    ByteBuffer bytes();
}
