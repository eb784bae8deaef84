package dev.hone.token;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.data.Example.ChatPreference;
import dev.hone.data.Example.IdsPreference;
import dev.hone.data.Example.TextPreference;
import dev.hone.settings.UserError;
import dev.hone.token.SpecialTokens.SpecialToken;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// Makes ids of prompts with their answers.
/// @param beginsTexts whether a plain text begins with the BOS token, also where the tokenizer does not put it there
record PreferenceEncoder(Encoder encoder, boolean beginsTexts) {
    /// A prompt alone and with an answer.
    /// @param prompt   empty where there is none, or it says nothing
    /// @param whole    prompt and answer, in one piece
    /// @param saysNone whether the answer has no words
    record Answer(int[] prompt, int[] whole, boolean saysNone) {
        /// Where the tokens of the prompt alone and those of the whole part.
        int start() {
            int differs = Arrays.mismatch(prompt, whole);
            return differs < 0 ? prompt.length : differs;
        }

        boolean promptIsPrefix() {
            return start() == prompt.length;
        }
    }

    /// A prompt with two answers.
    record Pair(Answer chosen, Answer rejected, double margin) {
        boolean isEqual() {
            return Arrays.equals(chosen.whole, rejected.whole);
        }

        /// Why it is of no use, however long it may be.
        Optional<DropReason> dropped() {
            if (isEqual()) return Optional.of(DropReason.EQUAL);
            if (chosen.saysNone) return Optional.of(DropReason.CHOSEN_EMPTY);
            return rejected.saysNone ? Optional.of(DropReason.REJECTED_EMPTY) : Optional.empty();
        }
    }

    /// @throws UserError when there is no chat template, it refuses the conversation, or the example is no preference
    Pair pair(Example example) {
        return switch (example) {
            case TextPreference row -> ofTexts(ImplicitPrompt.split(row));
            case ChatPreference row -> ofMessages(ImplicitPrompt.split(row));
            case IdsPreference row -> ofIds(ImplicitPrompt.split(row));
            case Example.Text _, Example.Chat _, Example.TextCompletion _, Example.ChatCompletion _, Example.Ids _, Example.TextVerdict _,
                 Example.ChatVerdict _, Example.TextPrompt _, Example.ChatPrompt _, Example.IdsPrompt _ -> throw new UserError(
                    "this row does not say which of two answers is better; learning from preferences takes chosen and rejected, with or without prompt");
        };
    }

    private Pair ofTexts(TextPreference row) {
        int[] prompt = text(row.prompt());
        return new Pair(answer(prompt, row.prompt(), row.chosen()), answer(prompt, row.prompt(), row.rejected()), row.margin());
    }

    private Pair ofMessages(ChatPreference row) {
        int[] prompt = row.prompt().messages().isEmpty() ? new int[0] : encoder.chat(row.prompt(), true);
        return new Pair(answer(prompt, row.prompt(), row.chosen().messages()), answer(prompt, row.prompt(), row.rejected().messages()), row.margin());
    }

    private Pair ofIds(IdsPreference row) {
        return new Pair(answer(row.prompt(), row.chosen(), "chosen_ids"), answer(row.prompt(), row.rejected(), "rejected_ids"), row.margin());
    }

    Answer answer(String prompt, String answer) {
        return answer(text(prompt), prompt, answer);
    }

    private Answer answer(int[] promptIds, String prompt, String answer) {
        return new Answer(promptIds, text(prompt + encoder.ended(answer)), answer.isBlank());
    }

    private int[] text(String text) {
        int[] ids = encoder.text(text);
        Optional<SpecialToken> bos = encoder.tokenizer().specialTokens().bos();
        if (!beginsTexts || bos.isEmpty() || ids.length > 0 && ids[0] == bos.get().id()) return ids;
        return IntStream.concat(IntStream.of(bos.get().id()), Arrays.stream(ids)).toArray();
    }

    Answer answer(Conversation prompt, ArrayNode answer) {
        return answer(encoder.chat(prompt, true), prompt, answer);
    }

    private Answer answer(int[] promptIds, Conversation prompt, ArrayNode answer) {
        return new Answer(promptIds, encoder.chat(prompt.with(answer), false), saysNone(answer));
    }

    private Answer answer(int[] prompt, int[] answer, String column) {
        int[] whole = IntStream.concat(Arrays.stream(encoder.known(prompt, "prompt_ids")), Arrays.stream(encoder.known(answer, column))).toArray();
        return new Answer(prompt, whole, answer.length == 0);
    }

    /// Whether the last message has neither words nor calls.
    private static boolean saysNone(ArrayNode answer) {
        JsonNode last = answer.get(answer.size() - 1);
        return last.path("tool_calls").isEmpty() && words(last.path("content")).isBlank();
    }

    /// Of a text, or of a list of text parts.
    private static String words(JsonNode content) {
        return content.isArray() ? String.join("", content.findValuesAsString("text")) : content.asString("");
    }
}
