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
    private final Tokenizer tokenizer;
    private final Optional<ChatTemplate> template;
    private final LabelSettings settings;
    private final String eos;

    /// @param template for conversations; empty for a model that reads plain texts only
    /// @throws UserError when `eos_token` is no token
    public Labeller(Tokenizer tokenizer, Optional<ChatTemplate> template, LabelSettings settings) {
        SpecialToken other = otherEos(tokenizer, settings.eosToken());
        this.tokenizer = tokenizer;
        this.template = other == null ? template : template.map(given -> given.withSpecialToken("eos_token", other.text()));
        this.settings = settings;
        this.eos = other == null ? tokenizer.specialTokens().eos().map(SpecialToken::text).orElse("") : other.text();
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
            case Example.Text(String text) -> cut(all(tokenizer.encode(ended(text), true)), true);
            case Example.TextCompletion(String prompt, String completion) -> completion(
                    tokenizer.encode(prompt, true), all(tokenizer.encode(prompt + ended(completion), true)));
            case Example.Chat(Conversation conversation) -> cut(chat(conversation), true);
            case Example.ChatCompletion(Conversation prompt, ArrayNode completion) -> completion(
                    tokenizer.encode(render(prompt, true).text(), false), chat(prompt.with(completion)));
            case Example.Ids(int[] ids, boolean[] learned) -> cut(new LabelledTokens(known(ids), learned), true);
            case Example.TextPreference _, Example.ChatPreference _, Example.IdsPreference _, Example.TextVerdict _,
                 Example.ChatVerdict _, Example.TextPrompt _, Example.ChatPrompt _ -> throw new UserError(
                    "this row has nothing to imitate; fine-tuning takes text, messages, prompt with completion, or input_ids");
        };
    }

    private int[] known(int[] ids) {
        for (int t = 0; t < ids.length; t++) if (ids[t] < 0 || ids[t] >= tokenizer.vocabularySize()) throw new UserError("input_ids[" + t + "] is " + ids[t]
                + "; the model's tokens are 0 to " + (tokenizer.vocabularySize() - 1) + ": was it made by another tokenizer?");
        return ids;
    }

    private String ended(String text) {
        return text.endsWith(eos) ? text : text + eos;
    }

    private static LabelledTokens all(int[] ids) {
        boolean[] learned = new boolean[ids.length];
        Arrays.fill(learned, true);
        return new LabelledTokens(ids, learned);
    }

    private LabelledTokens chat(Conversation conversation) {
        Rendered rendered = render(conversation, false);
        if (!settings.marksAssistant()) return all(tokenizer.encode(rendered.text(), false));
        List<Span> spans = switch (settings.trainOn()) {
            case EVERY -> AssistantSpans.of(template(), conversation, rendered);
            case LAST -> AssistantSpans.ofLast(template(), conversation, rendered);
        };
        Encoding encoding = tokenizer.encodeWithOffsets(rendered.text());
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

    private Rendered render(Conversation conversation, boolean addGenerationPrompt) {
        return template().render(conversation, addGenerationPrompt);
    }

    private ChatTemplate template() {
        return template.orElseThrow(() -> new UserError("this model has no chat template, so it cannot read messages; "
                + "name one with chat_template_path, or give text instead of messages"));
    }
}
