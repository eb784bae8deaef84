package dev.hone.token;

import dev.hone.data.Example;
import dev.hone.settings.UserError;

import java.util.Arrays;
import java.util.Optional;

/// Turns a preference into tokens as TRL's `DPOTrainer` does: a plain answer ends with the EOS token; the answers begin where the
/// tokens of the prompt alone and with an answer part; the cut comes last and takes each answer with its prompt by itself.
/// Unlike there, answers that teach nothing are dropped: equal ones, and empty ones. Can be used from many threads.
public final class PairLabeller {
    private final PreferenceEncoder encoder;
    private final PairSettings settings;

    /// @param template for conversations; empty for a model that reads plain texts only
    /// @throws UserError when `eos_token` is no token
    public PairLabeller(Tokenizer tokenizer, Optional<ChatTemplate> template, PairSettings settings) {
        this.encoder = new PreferenceEncoder(Encoder.of(tokenizer, template, settings.eosToken()), settings.seam() == PairSettings.Seam.EACH);
        this.settings = settings;
    }

    /// @throws UserError when there is no chat template, it refuses the conversation, or the example is no preference with a prompt
    public LabelledPair label(Example example) {
        PreferenceEncoder.Pair pair = encoder.pair(example);
        requirePrompt(example, pair);
        int shared = Math.min(pair.chosen().start(), pair.rejected().start());
        LabelledAnswer chosen = cut(pair.chosen(), shared);
        LabelledAnswer rejected = cut(pair.rejected(), shared);
        return new LabelledPair(chosen, rejected, pair.margin(), pair.chosen().promptIsPrefix() && pair.rejected().promptIsPrefix(),
                pair.dropped().or(chosen::dropped).or(rejected::dropped).or(() -> equal(chosen.tokens(), rejected.tokens())));
    }

    private LabelledAnswer cut(PreferenceEncoder.Answer answer, int shared) {
        int start = switch (settings.seam()) {
            case COMMON -> shared;
            case EACH -> answer.start();
        };
        return LabelledAnswer.cut(answer.whole(), start, settings);
    }

    /// Conversations without a message in common are no answers to one prompt.
    static void requirePrompt(Example example, PreferenceEncoder.Pair pair) {
        if (example instanceof Example.ChatPreference && pair.chosen().prompt().length == 0 && !pair.isEqual()) throw new UserError(
                "chosen and rejected have no messages in common before their answers, so there is no prompt that both answer; "
                + "begin both with the same messages, or give those in a column prompt");
    }

    private static Optional<DropReason> equal(TokenAnswer chosen, TokenAnswer rejected) {
        boolean equal = Arrays.equals(chosen.answer(), rejected.answer()) && Arrays.equals(chosen.prompt(), rejected.prompt());
        return equal ? Optional.of(DropReason.EQUAL_ONCE_CUT) : Optional.empty();
    }
}
