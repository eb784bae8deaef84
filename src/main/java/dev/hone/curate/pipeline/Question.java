package dev.hone.curate.pipeline;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.settings.UserError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a row asks: the part before its answer, as a text or as messages.
public sealed interface Question {
    record Plain(String text) implements Question {}

    record Chat(Conversation conversation) implements Question {}

    /// @throws UserError where the row asks nothing, as plain text and token ids do
    static Question of(Candidate row) {
        return switch (row.example()) {
            case Example.Chat(Conversation chat) -> new Chat(chat.before(Texts.answer(chat)));
            case Example.TextCompletion(String prompt, _) -> new Plain(prompt);
            case Example.ChatCompletion(Conversation prompt, _) -> new Chat(prompt);
            case Example.TextPreference(String prompt, _, _, _) when prompt != null -> new Plain(prompt);
            case Example.ChatPreference(Conversation prompt, Conversation chosen, _, _) -> new Chat(prompt == null ? chosen.before(Texts.answer(chosen)) : prompt);
            case Example.TextVerdict(String prompt, _, _) -> new Plain(prompt);
            case Example.ChatVerdict(Conversation prompt, _, _) -> new Chat(prompt);
            case Example.TextPrompt(String prompt) -> new Plain(prompt);
            case Example.ChatPrompt(Conversation prompt) -> new Chat(prompt);
            default -> throw new UserError(row.where() + ": has no prompt that an answer could be given to; expected a column prompt, or messages");
        };
    }

    /// What a user asks, and nothing before it.
    static Question asked(String text) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        messages.addObject().put("role", "user").put("content", text);
        return new Chat(new Conversation(messages, null, JsonNodeFactory.instance.objectNode()));
    }

    /// The same with a system message before it, unless it has one.
    /// @param system null for none
    default Question under(String system) {
        if (system == null) return this;
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        messages.addObject().put("role", "system").put("content", system);
        return switch (this) {
            case Plain(String text) -> {
                messages.addObject().put("role", "user").put("content", text);
                yield new Chat(new Conversation(messages, null, JsonNodeFactory.instance.objectNode()));
            }
            case Chat(Conversation chat) -> chat.messages().path(0).path("role").asString("").equals("system") ? this
                    : new Chat(new Conversation(messages.addAll(chat.messages()), chat.tools(), chat.variables()));
        };
    }

    /// A text, or a list of messages.
    default JsonNode json() {
        return switch (this) {
            case Plain(String text) -> JsonNodeFactory.instance.stringNode(text);
            case Chat(Conversation chat) -> chat.messages();
        };
    }

    /// What is asked last.
    default String text() {
        return switch (this) {
            case Plain(String text) -> text;
            case Chat(Conversation chat) -> Texts.content(chat.messages().path(chat.messages().size() - 1).path("content"));
        };
    }

    /// The same with something else asked last.
    default Question asking(String other) {
        return switch (this) {
            case Plain _ -> new Plain(other);
            case Chat(Conversation chat) -> new Chat(chat.withContent(chat.messages().size() - 1, other));
        };
    }

    /// The example that this makes by itself.
    default Example unanswered() {
        return switch (this) {
            case Plain(String text) -> new Example.TextPrompt(text);
            case Chat(Conversation chat) -> new Example.ChatPrompt(chat);
        };
    }

    /// The example that this and an answer make.
    default Example answered(String answer) {
        return switch (this) {
            case Plain(String text) -> new Example.TextCompletion(text, answer);
            case Chat(Conversation chat) -> new Example.ChatCompletion(chat, Texts.said(answer));
        };
    }

    /// The pair that this and two answers make.
    default Example answered(String chosen, String rejected) {
        return switch (this) {
            case Plain(String text) -> new Example.TextPreference(text, chosen, rejected, 0);
            case Chat(Conversation chat) -> new Example.ChatPreference(chat, alone(chosen), alone(rejected), 0);
        };
    }

    private static Conversation alone(String answer) {
        return new Conversation(Texts.said(answer), null, JsonNodeFactory.instance.objectNode());
    }
}
