package dev.hone.generate;

import dev.hone.settings.UserError;

/// How much a generator takes on at once. None of it changes what is generated.
///
/// @param contextLength   the model's `max_position_embeddings`: prompt and answer together never exceed it
/// @param maxBatch        answers that run together
/// @param maxCachedTokens room for cached tokens, counted at their worst: a prompt once and `max_new_tokens` for each answer
///                        started. What does not fit waits. 0 sets no limit
/// @param prefillChunk    prompt tokens computed in one step, so that long prompts do not stall answers already running
public record GeneratorSettings(int contextLength, int maxBatch, int maxCachedTokens, int prefillChunk) {
    public GeneratorSettings {
        if (contextLength < 1) throw new UserError("the model's context is " + contextLength + " tokens; expected at least 1");
        if (maxBatch < 1) throw new UserError("max_batch is " + maxBatch + "; expected at least 1");
        if (maxCachedTokens < 0) throw new UserError("max_cached_tokens is " + maxCachedTokens + "; expected at least 1, or 0 for no limit");
        if (prefillChunk < 1) throw new UserError("prefill_chunk is " + prefillChunk + "; expected at least 1");
    }

    /// Defaults for a model with this context: 64 answers together, prompts 512 tokens at a time, no limit of cached tokens.
    public static GeneratorSettings of(int contextLength) {
        return new GeneratorSettings(contextLength, 64, 0, 512);
    }
}
