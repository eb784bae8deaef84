package dev.hone.generate;

import dev.hone.hub.Sha256;
import dev.hone.settings.UserError;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/// A prompt to be answered.
///
/// @param promptIds the prompt's tokens, not changed by the caller afterwards
/// @param settings  how the answers are made
/// @param number    tells requests with one seed apart: the row in the input file, or the step and row of a rollout.
///                  Seed, number and the answer's place decide the random numbers, nothing else does
/// @param text      makes a text stream for each answer; [TextStream#IDS_ONLY] without a tokenizer
public record Request(int[] promptIds, SamplingSettings settings, long number, Supplier<TextStream> text) {

    public Request(int[] promptIds, SamplingSettings settings) {
        this(promptIds, settings, 0, TextStream.IDS_ONLY);
    }

    /// A number for a prompt by its tokens, so that random numbers depend on what is asked and not on when; at least 0.
    public static long numberOf(int[] promptIds) {
        return ByteBuffer.wrap(Sha256.of(promptIds)).getLong() >>> 1;
    }

    /// What can be known to be wrong before the request's turn comes.
    /// @throws UserError with what is wrong
    public void check(int vocabularySize, GeneratorSettings limits) {
        settings.checkTogether();
        if (promptIds.length == 0) throw new UserError("the prompt has no tokens; a model needs at least one to continue from");
        for (int i = 0; i < promptIds.length; i++) {
            if (promptIds[i] < 0 || promptIds[i] >= vocabularySize) throw new UserError("token " + i + " of the prompt is "
                    + promptIds[i] + "; the model's tokens are 0 to " + (vocabularySize - 1) + ": was it made by another tokenizer?");
        }
        if (!settings.stopStrings().isEmpty() && text == TextStream.IDS_ONLY)
            throw new UserError("stop_strings are given, but without a tokenizer there is no text to find them in; use stop_token_ids");
        if (promptIds.length >= limits.contextLength()) throw new UserError("the prompt has " + promptIds.length
                + " tokens and the model's context " + limits.contextLength() + ", which leaves no room for an answer: shorten the prompt");
        if (settings.newTokenLimit(promptIds.length) <= 0) throw new UserError("the prompt has " + promptIds.length
                + " tokens and max_length is " + settings.maxLength() + ", which leaves no room for an answer: set max_new_tokens");
        long needed = (long) promptIds.length + newTokenLimit(limits);
        if (limits.maxCachedTokens() > 0 && needed > limits.maxCachedTokens()) throw new UserError("prompt and answer may take "
                + promptIds.length + " + " + newTokenLimit(limits) + " tokens of cache and the limit is " + limits.maxCachedTokens()
                + ": lower max_new_tokens or raise the limit");
    }

    /// The settings' limit, or what the model's context leaves if that is less.
    int newTokenLimit(GeneratorSettings limits) {
        return Math.min(settings.newTokenLimit(promptIds.length), limits.contextLength() - promptIds.length);
    }
}
