package dev.hone.token;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.settings.UserError;
import dev.hone.token.SpecialTokens.SpecialToken;
import dev.hone.token.template.Rendered;
import dev.hone.token.template.Span;

import tools.jackson.databind.node.ArrayNode;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Turns an example into tokens and says which of them are learned, as TRL's `SFTTrainer` does: a plain text or completion
/// ends with the EOS token; a completion starts where the tokens of the prompt alone and of the whole differ; every mask
/// that is switched on must agree to a label; the cut comes last. Can be used from many threads.
public final class Labeller {
    private final Encoder encoder;
    private final LabelSettings settings;

    /// @param template for conversations; empty for a model that reads plain texts only
    /// @throws UserError when `eos_token` is no token
    public Labeller(Tokenizer tokenizer, Optional<ChatTemplate> template, LabelSettings settings) {
        this.encoder = Encoder.of(tokenizer, template, settings.eosToken());
        this.settings = settings;
    }

    /// The token that `eos_token` names; null where it names none.
    /// @throws UserError when there is no such token
    public static SpecialToken otherEos(Tokenizer tokenizer, String eosToken) {
        if (eosToken == null) return null;
        int id = tokenizer.idOf(eosToken).orElseThrow(() -> new UserError("eos_token is \"" + eosToken
                + "\", which is not in the model's vocabulary; take one of its tokens, such as "
                + tokenizer.specialTokens().eos().map(SpecialToken::text).orElse("<|im_end|>")));
        return new SpecialToken(eosToken, id);
    }

    /// With the model's own chat template.
    public Labeller(Tokenizer tokenizer, LabelSettings settings) {
        this(tokenizer, tokenizer.chatTemplate(), settings);
    }

    /// @throws UserError when there is no chat template, it refuses the conversation, or the example is not one to be imitated
    public Labelled label(Example example) {
        return switch (example) {
            case Example.Text(String text) -> cut(all(encoder.text(encoder.ended(text))), true);
            case Example.TextCompletion(String prompt, String completion) -> completion(
                    encoder.text(prompt), all(encoder.text(prompt + encoder.ended(completion))));
            case Example.Chat(Conversation conversation) -> cut(chat(conversation), true);
            case Example.ChatCompletion(Conversation prompt, ArrayNode completion) -> completion(
                    encoder.chat(prompt, true), chat(prompt.with(completion)));
            case Example.Ids(int[] ids, boolean[] learned) -> cut(new LabelledTokens(encoder.known(ids, "input_ids"), learned), true);
            case Example.TextPreference _, Example.ChatPreference _, Example.IdsPreference _, Example.TextVerdict _,
                 Example.ChatVerdict _, Example.TextPrompt _, Example.ChatPrompt _, Example.IdsPrompt _ -> throw new UserError(
                    "this row has nothing to imitate; fine-tuning takes text, messages, prompt with completion, or input_ids");
        };
    }

    private static LabelledTokens all(int[] ids) {
        boolean[] learned = new boolean[ids.length];
        Arrays.fill(learned, true);
        return new LabelledTokens(ids, learned);
    }

    private LabelledTokens chat(Conversation conversation) {
        if (!settings.marksAssistant()) return all(encoder.chat(conversation, false));
        Rendered rendered = encoder.rendered(conversation, false);
        List<Span> spans = switch (settings.trainOn()) {
            case EVERY -> AssistantSpans.of(encoder.requiredTemplate(), conversation, rendered);
            case LAST -> AssistantSpans.ofLast(encoder.requiredTemplate(), conversation, rendered);
        };
        Encoding encoding = encoder.tokenizer().encodeWithOffsets(rendered.text());
        return new LabelledTokens(encoding.ids(), AssistantSpans.mask(encoding, rendered, spans));
    }

    private Labelled completion(int[] prompt, LabelledTokens whole) {
        int start = Arrays.mismatch(prompt, whole.ids());
        if (start < 0) start = prompt.length;
        boolean[] learned = whole.learned().clone();
        if (settings.masksPrompt()) Arrays.fill(learned, 0, start, false);
        return cut(new LabelledTokens(whole.ids(), learned), start == prompt.length);
    }

    private Labelled cut(LabelledTokens whole, boolean promptIsPrefix) {
        int kept = settings.maxLength() == null ? whole.length() : Math.min(settings.maxLength(), whole.length());
        int from = settings.cut() == LabelSettings.Cut.KEEP_START ? 0 : whole.length() - kept;
        var tokens = new LabelledTokens(Arrays.copyOfRange(whole.ids(), from, from + kept), Arrays.copyOfRange(whole.learned(), from, from + kept));
        int last = lastLearned(whole.learned());
        boolean endLost = last >= 0 && (last < from || last >= from + kept);
        return new Labelled(tokens, whole.length() - kept, endLost, promptIsPrefix, dropped(whole, tokens));
    }

    private static int lastLearned(boolean[] learned) {
        for (int t = learned.length - 1; t >= 0; t--) if (learned[t]) return t;
        return -1;
    }

    private static Optional<Labelled.Dropped> dropped(LabelledTokens whole, LabelledTokens kept) {
        if (kept.labels() > 0) return Optional.empty();
        if (whole.length() == 0) return Optional.of(Labelled.Dropped.EMPTY);
        return Optional.of(whole.labels() > 0 ? Labelled.Dropped.ALL_CUT : Labelled.Dropped.NOTHING_LEARNED);
    }
}
