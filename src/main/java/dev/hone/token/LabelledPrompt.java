package dev.hone.token;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a prompt became.
/// @param dropped why it is not used; empty where it is
public record LabelledPrompt(TokenPrompt prompt, Optional<DropReason> dropped) implements Outcome<TokenPrompt> {
    @Override public List<TokenPrompt> examples() {
        return dropped.isPresent() ? List.of() : List.of(prompt);
    }

    @Override public Optional<String> reason() {
        return dropped.map(DropReason::reason);
    }

    @Override public int tokensCut() {
        return 0;
    }

    @Override public boolean endLost() {
        return false;
    }

    @Override public boolean promptIsPrefix() {
        return true;
    }

    @Override public List<LabelledTokens> sequences() {
        return List.of(prompt.sequence());
    }

    @Override public Map<String, Object> account() {
        return Map.of("prompt_tokens", prompt.length());
    }
}
