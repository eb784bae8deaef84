package dev.hone.token;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a preference became.
/// @param chosen         the better answer
/// @param rejected       the worse one
/// @param margin         as in [TokenPair]
/// @param promptIsPrefix as in [Outcome]
/// @param dropped        why nothing of it is used; empty where it is
public record LabelledPair(LabelledAnswer chosen, LabelledAnswer rejected, double margin, boolean promptIsPrefix, Optional<DropReason> dropped)
        implements Outcome<TokenPair> {
    /// What is learned from.
    public TokenPair tokens() {
        return new TokenPair(chosen.tokens(), rejected.tokens(), margin);
    }

    @Override public List<TokenPair> examples() {
        return dropped.isPresent() ? List.of() : List.of(tokens());
    }

    @Override public Optional<String> reason() {
        return dropped.map(DropReason::reason);
    }

    @Override public int tokensCut() {
        return chosen.tokensCut() + rejected.tokensCut();
    }

    @Override public boolean endLost() {
        return chosen.endLost() || rejected.endLost();
    }

    @Override public List<LabelledTokens> sequences() {
        return List.of(chosen.tokens().sequence(), rejected.tokens().sequence());
    }

    @Override public Map<String, Object> account() {
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("prompt_tokens", Math.max(chosen.tokens().prompt().length, rejected.tokens().prompt().length));
        account.put("chosen_tokens", chosen.tokens().answer().length);
        account.put("rejected_tokens", rejected.tokens().answer().length);
        if (isCut()) {
            account.put("chosen_tokens_cut", chosen.tokensCut());
            account.put("rejected_tokens_cut", rejected.tokensCut());
            account.put("end_lost", endLost());
        }
        return account;
    }
}
