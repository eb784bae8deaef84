package dev.hone.token;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.settings.UserError;
import dev.hone.token.LabelledVerdicts.Verdict;

import tools.jackson.databind.node.ArrayNode;

import java.util.List;
import java.util.Optional;

/// Turns an answer with its label into tokens as TRL's `KTOTrainer` does. A pair becomes two verdicts that follow each other, a good one
/// and a bad one. Can be used from many threads.
public final class VerdictLabeller {
    private final PreferenceEncoder encoder;
    private final PairSettings settings;

    /// @param settings of these, `seam` has no say: each answer begins where its own tokens part from the prompt's
    /// @throws UserError when `eos_token` is no token
    public VerdictLabeller(Tokenizer tokenizer, Optional<ChatTemplate> template, PairSettings settings) {
        this.encoder = new PreferenceEncoder(Encoder.of(tokenizer, template, settings.eosToken()), false);
        this.settings = settings;
    }

    /// @throws UserError when there is no chat template, it refuses the conversation, or the example judges no answer
    public LabelledVerdicts label(Example example) {
        return switch (example) {
            case Example.TextVerdict(String prompt, String completion, boolean good) -> one(encoder.answer(prompt, completion), good);
            case Example.ChatVerdict(Conversation prompt, ArrayNode completion, boolean good) -> one(encoder.answer(prompt, completion), good);
            case Example.TextPreference _, Example.ChatPreference _, Example.IdsPreference _ -> two(example);
            case Example.Text _, Example.Chat _, Example.TextCompletion _, Example.ChatCompletion _, Example.Ids _, Example.TextPrompt _,
                 Example.ChatPrompt _, Example.IdsPrompt _ -> throw new UserError("this row does not say whether an answer is good; "
                    + "learning from verdicts takes prompt, completion and label, or pairs of chosen and rejected");
        };
    }

    private LabelledVerdicts one(PreferenceEncoder.Answer answer, boolean good) {
        Verdict verdict = verdict(answer, good);
        return new LabelledVerdicts(List.of(verdict), answer.promptIsPrefix(),
                answer.saysNone() ? Optional.of(DropReason.ANSWER_EMPTY) : verdict.answer().dropped());
    }

    private LabelledVerdicts two(Example example) {
        PreferenceEncoder.Pair pair = encoder.pair(example);
        PairLabeller.requirePrompt(example, pair);
        Verdict chosen = verdict(pair.chosen(), true);
        Verdict rejected = verdict(pair.rejected(), false);
        return new LabelledVerdicts(List.of(chosen, rejected), pair.chosen().promptIsPrefix() && pair.rejected().promptIsPrefix(),
                pair.dropped().or(chosen.answer()::dropped).or(rejected.answer()::dropped));
    }

    private Verdict verdict(PreferenceEncoder.Answer answer, boolean good) {
        return new Verdict(LabelledAnswer.cut(answer.whole(), answer.start(), settings), good);
    }
}
