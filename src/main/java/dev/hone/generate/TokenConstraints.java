package dev.hone.generate;

import dev.hone.settings.UserError;
import java.util.List;

/// What is asked of single tokens: favour, forbid or force them. The names are transformers'; empty lists and 0 ask nothing.
///
/// @param sequenceBias          a number added to the score of a sequence's last token where the ids before it stand at the end
/// @param badWordsIds           sequences that must not appear; a lone stop token among them is left out, as in transformers
/// @param forcedBosTokenId      the token that must follow a context of one token; -1 for none
/// @param forcedEosTokenId      the tokens of which one must come last when the length limit is reached
/// @param removeInvalidValues   turn NaN into 0 and infinities into the largest floats
/// @param decayStart            after so many new tokens, stop tokens become ever more likely; see `decayFactor`
/// @param decayFactor           how fast: `|score| · (factor^n - 1)` is added, `n` tokens after the start; 1 turns it off
/// @param suppressTokens        tokens that never appear
/// @param beginSuppressTokens   tokens that do not come first
/// @param renormalizeLogits     turn the final scores into log-probabilities; changes no probability
public record TokenConstraints(
        List<Bias> sequenceBias,
        List<List<Integer>> badWordsIds,
        int forcedBosTokenId,
        List<Integer> forcedEosTokenId,
        boolean removeInvalidValues,
        int decayStart,
        double decayFactor,
        List<Integer> suppressTokens,
        List<Integer> beginSuppressTokens,
        boolean renormalizeLogits) {

    public static final TokenConstraints NONE = new TokenConstraints(
            List.of(), List.of(), -1, List.of(), false, 0, 1.0, List.of(), List.of(), false);

    /// A number to add to the score of the last of these ids.
    public record Bias(List<Integer> ids, double bias) {
        public Bias {
            ids = SamplingSettings.ids("sequence_bias", ids);
            if (ids.isEmpty()) throw new UserError("sequence_bias has an entry without token ids");
            if (Double.isNaN(bias)) throw new UserError("sequence_bias of " + ids + " is NaN; expected a number");
        }
    }

    public TokenConstraints {
        sequenceBias = List.copyOf(sequenceBias);
        badWordsIds = badWordsIds.stream().map(word -> SamplingSettings.ids("bad_words_ids", word)).toList();
        if (badWordsIds.contains(List.<Integer>of())) throw new UserError("bad_words_ids has an entry without token ids");
        forcedEosTokenId = SamplingSettings.ids("forced_eos_token_id", forcedEosTokenId);
        suppressTokens = SamplingSettings.ids("suppress_tokens", suppressTokens);
        beginSuppressTokens = SamplingSettings.ids("begin_suppress_tokens", beginSuppressTokens);
        if (decayStart < 0 || !(decayFactor > 0)) throw new UserError("exponential_decay_length_penalty is [" + decayStart + ", " + decayFactor
                + "]; expected a start of at least 0 and a factor above 0");
    }
}
