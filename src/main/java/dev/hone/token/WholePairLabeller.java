package dev.hone.token;

import dev.hone.data.Example;
import dev.hone.settings.UserError;

import java.util.Optional;

/// Turns a preference into tokens as TRL's `RewardTrainer` does: each answer with its prompt is one sequence, since a reward is that of
/// the whole, and a pair with a side longer than `max_length` is dropped, not cut. Unlike there, equal and empty answers are dropped too.
/// Can be used from many threads.
public final class WholePairLabeller {
    private final PreferenceEncoder encoder;
    private final Integer maxLength;

    /// @param settings of these, `cut` and `seam` have no say
    /// @throws UserError when `eos_token` is no token
    public WholePairLabeller(Tokenizer tokenizer, Optional<ChatTemplate> template, PairSettings settings) {
        this.encoder = new PreferenceEncoder(Encoder.of(tokenizer, template, settings.eosToken()), false);
        this.maxLength = settings.maxLength();
    }

    /// @return answers whose prompt is empty
    /// @throws UserError when there is no chat template, it refuses the conversation, or the example is no preference
    public LabelledPair label(Example example) {
        PreferenceEncoder.Pair pair = encoder.pair(example);
        boolean tooLong = maxLength != null && Math.max(pair.chosen().whole().length, pair.rejected().whole().length) > maxLength;
        return new LabelledPair(whole(pair.chosen()), whole(pair.rejected()), pair.margin(), true,
                pair.dropped().or(() -> tooLong ? Optional.of(DropReason.TOO_LONG) : Optional.empty()));
    }

    private static LabelledAnswer whole(PreferenceEncoder.Answer answer) {
        return new LabelledAnswer(new TokenAnswer(new int[0], answer.whole()), 0, false);
    }
}
