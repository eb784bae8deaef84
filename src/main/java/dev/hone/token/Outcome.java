package dev.hone.token;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an example became: tokens to learn from, or the reason why there are none.
/// @param <E> what is learned from
public sealed interface Outcome<E extends Learnable> permits Labelled, LabelledPair, LabelledPrompt, LabelledRollout, LabelledVerdicts {
    /// What is learned from; empty for a dropped example. A pair of answers that are judged each by itself gives two.
    List<E> examples();

    /// Why nothing of it is used, in words; empty where it is.
    Optional<String> reason();

    /// How many tokens `max_length` took away.
    int tokensCut();

    default boolean isCut() {
        return tokensCut() > 0;
    }

    /// Whether an answer lost its end to the cut, and with it the token that teaches the model to stop.
    boolean endLost();

    /// Whether the prompt alone has the tokens that it has in front of its answers; where it has not, the model learns a context
    /// that it will not meet.
    boolean promptIsPrefix();

    /// What goes through the model, each with what counts in the loss; the one to be imitated is the first. Also of a dropped example.
    List<LabelledTokens> sequences();

    /// What an account of the rows says of it: numbers and truths by name, in order.
    Map<String, Object> account();
}
