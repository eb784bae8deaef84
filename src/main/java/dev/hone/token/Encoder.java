package dev.hone.token;

import dev.hone.data.Conversation;
import dev.hone.settings.UserError;
import dev.hone.token.SpecialTokens.SpecialToken;
import dev.hone.token.template.Rendered;

import java.util.Optional;

/// Makes ids of texts and conversations in a model's way.
/// @param eos ends a plain text; "" for nothing
record Encoder(Tokenizer tokenizer, Optional<ChatTemplate> template, String eos) {
    /// @param template for conversations; empty for a model that reads plain texts only
    /// @param eosToken in place of the tokenizer's own; null for that
    /// @throws UserError when `eosToken` is no token
    static Encoder of(Tokenizer tokenizer, Optional<ChatTemplate> template, String eosToken) {
        SpecialToken other = Labeller.otherEos(tokenizer, eosToken);
        if (other == null) return new Encoder(tokenizer, template, tokenizer.specialTokens().eos().map(SpecialToken::text).orElse(""));
        return new Encoder(tokenizer, template.map(given -> given.withSpecialToken("eos_token", other.text())), other.text());
    }

    /// A plain text, with what the tokenizer puts around one.
    int[] text(String text) {
        return tokenizer.encode(text, true);
    }

    /// The text with the EOS token behind it, unless it has it.
    String ended(String text) {
        return text.endsWith(eos) ? text : text + eos;
    }

    /// @throws UserError when there is no chat template, or it refuses the conversation
    int[] chat(Conversation conversation, boolean addGenerationPrompt) {
        return tokenizer.encode(rendered(conversation, addGenerationPrompt).text(), false);
    }

    Rendered rendered(Conversation conversation, boolean addGenerationPrompt) {
        return requiredTemplate().render(conversation, addGenerationPrompt);
    }

    ChatTemplate requiredTemplate() {
        return template.orElseThrow(() -> new UserError("this model has no chat template, so it cannot read messages; "
                + "name one with chat_template_path, or give text instead of messages"));
    }

    /// Ids of a row, if all of them are the model's.
    /// @param column where they stand
    int[] known(int[] ids, String column) {
        for (int t = 0; t < ids.length; t++) if (ids[t] < 0 || ids[t] >= tokenizer.vocabularySize()) throw new UserError(column + "[" + t + "] is " + ids[t]
                + "; the model's tokens are 0 to " + (tokenizer.vocabularySize() - 1) + ": was it made by another tokenizer?");
        return ids;
    }
}
