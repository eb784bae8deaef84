package dev.hone.token;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tokens that structure a model's text. Each is absent where the tokenizer names none, or names one without an id.
/// @param bos        begins a text
/// @param eos        ends a text or a turn
/// @param pad        fills up batches
/// @param unk        stands for what the vocabulary lacks
/// @param additional further ones that the tokenizer's settings list
/// @param variables  the texts by the names that chat templates use: `bos_token`, `eos_token`, ...
public record SpecialTokens(Optional<SpecialToken> bos, Optional<SpecialToken> eos, Optional<SpecialToken> pad, Optional<SpecialToken> unk,
                            List<SpecialToken> additional, Map<String, String> variables) {
    /// @param text as it stands in the vocabulary
    /// @param id   its number there
    public record SpecialToken(String text, int id) { }
}
