package dev.hone.token;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a recorded rollout became.
public record LabelledRollout(TokenRollout rollout) implements Outcome<TokenRollout> {
    @Override public List<TokenRollout> examples() {
        return List.of(rollout);
    }

    @Override public Optional<String> reason() {
        return Optional.empty();
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
        return List.of(rollout.sequence());
    }

    @Override public Map<String, Object> account() {
        return Map.of("prompt_tokens", rollout.prompt().length, "completion_tokens", rollout.answer().length);
    }
}
