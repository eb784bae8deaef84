package dev.hone.token;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an example became.
/// @param tokens         what is left of it after the cut
/// @param tokensCut      how many tokens `max_length` took away
/// @param endLost        whether the last learned token was among them, which teaches the model to end its answer
/// @param promptIsPrefix whether the prompt alone has the tokens that it has in front of its completion; where it has not,
///                       the completion starts at the first difference, and the model learns a context that it will not meet
/// @param dropped        why nothing of the example is used; empty where it is
public record Labelled(LabelledTokens tokens, int tokensCut, boolean endLost, boolean promptIsPrefix, Optional<Dropped> dropped)
        implements Outcome<LabelledTokens> {
    /// Why an example is of no use.
    public enum Dropped {
        EMPTY("it has no tokens"),
        NOTHING_LEARNED("none of its tokens is to be learned"),
        ALL_CUT("max_length cuts away all that is to be learned");

        private final String reason;

        Dropped(String reason) {
            this.reason = reason;
        }

        /// In words.
        public String reason() {
            return reason;
        }
    }

    @Override public List<LabelledTokens> examples() {
        return dropped.isPresent() ? List.of() : List.of(tokens);
    }

    @Override public Optional<String> reason() {
        return dropped.map(Dropped::reason);
    }

    @Override public List<LabelledTokens> sequences() {
        return List.of(tokens);
    }

    @Override public Map<String, Object> account() {
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("tokens", tokens.length());
        account.put("labels", tokens.labels());
        if (isCut()) {
            account.put("tokens_cut", tokensCut);
            account.put("end_lost", endLost);
        }
        return account;
    }
}
