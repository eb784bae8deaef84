package dev.hone.curate.pipeline;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The texts of examples, whatever their shape.
public final class Texts {
    private Texts() {}

    /// Whether there are any: token ids have none.
    public static boolean has(Example example) {
        return !(example instanceof Example.Ids || example instanceof Example.IdsPreference || example instanceof Example.IdsPrompt);
    }

    static String of(Candidate row, Part part) {
        return switch (part) {
            case ALL -> join(prompt(row), answers(row));
            case PROMPT -> prompt(row);
            case ANSWER -> answers(row).getFirst();
        };
    }

    private static String join(String prompt, List<String> answers) {
        String behind = String.join("\n", answers);
        return prompt.isEmpty() ? behind : behind.isEmpty() ? prompt : prompt + "\n" + behind;
    }

    private static String prompt(Candidate row) {
        return switch (row.example()) {
            case Example.Text _ -> "";
            case Example.Chat(Conversation chat) -> text(chat.before(answer(chat)).messages());
            case Example.TextCompletion(String prompt, _) -> prompt;
            case Example.ChatCompletion(Conversation prompt, _) -> text(prompt.messages());
            case Example.TextPreference(String prompt, _, _, _) -> prompt == null ? "" : prompt;
            case Example.ChatPreference(Conversation prompt, Conversation chosen, _, _) -> text((prompt == null ? chosen.before(answer(chosen)) : prompt).messages());
            case Example.TextVerdict(String prompt, _, _) -> prompt;
            case Example.ChatVerdict(Conversation prompt, _, _) -> text(prompt.messages());
            case Example.TextPrompt(String prompt) -> prompt;
            case Example.ChatPrompt(Conversation prompt) -> text(prompt.messages());
            case Example.Ids _, Example.IdsPreference _, Example.IdsPrompt _ -> throw ids(row);
        };
    }

    /// @return at least one, the better one first
    private static List<String> answers(Candidate row) {
        return switch (row.example()) {
            case Example.Text(String text) -> List.of(text);
            case Example.Chat(Conversation chat) -> List.of(text(from(answer(chat), chat)));
            case Example.TextCompletion(_, String completion) -> List.of(completion);
            case Example.ChatCompletion(_, ArrayNode completion) -> List.of(text(completion));
            case Example.TextPreference(_, String chosen, String rejected, _) -> List.of(chosen, rejected);
            case Example.ChatPreference(Conversation prompt, Conversation chosen, Conversation rejected, _) -> List.of(
                    text(from(prompt == null ? answer(chosen) : 0, chosen)), text(from(prompt == null ? answer(rejected) : 0, rejected)));
            case Example.TextVerdict(_, String completion, _) -> List.of(completion);
            case Example.ChatVerdict(_, ArrayNode completion, _) -> List.of(text(completion));
            case Example.TextPrompt _, Example.ChatPrompt _ -> List.of("");
            case Example.Ids _, Example.IdsPreference _, Example.IdsPrompt _ -> throw ids(row);
        };
    }

    private static UserError ids(Candidate row) {
        return new UserError(row.where() + ": has token ids and no text, which a step asks for; curate the texts, and make tokens of them afterwards");
    }

    /// The place of a conversation's last answer: the first of its last messages that the assistant says or that come back to it from a
    /// tool. The number of messages where it ends with somebody else's.
    public static int answer(Conversation chat) {
        int at = chat.messages().size();
        while (at > 0 && !asks(chat.messages().get(at - 1))) at--;
        return at;
    }

    private static boolean asks(JsonNode message) {
        return switch (message.path("role").asString("")) {
            case "assistant", "tool" -> false;
            default -> true;
        };
    }

    private static List<JsonNode> from(int first, Conversation chat) {
        return chat.messages().valueStream().skip(first).toList();
    }

    private static String text(Iterable<JsonNode> messages) {
        List<String> texts = new ArrayList<>();
        for (JsonNode message : messages) texts.add(content(message.path("content")));
        return String.join("\n", texts);
    }

    /// A text, or the texts of a list of parts.
    public static String content(JsonNode content) {
        if (!content.isArray()) return content.asString("");
        return content.valueStream().map(part -> part.path("text").asString("")).reduce("", String::concat);
    }

    /// The example with each of its texts changed.
    public static Example changed(Example example, UnaryOperator<String> change) {
        return switch (example) {
            case Example.Text(String text) -> new Example.Text(change.apply(text));
            case Example.Chat(Conversation chat) -> new Example.Chat(changed(chat, change));
            case Example.TextCompletion(String prompt, String completion) -> new Example.TextCompletion(change.apply(prompt), change.apply(completion));
            case Example.ChatCompletion(Conversation prompt, ArrayNode completion) -> new Example.ChatCompletion(changed(prompt, change), changed(completion, change));
            case Example.TextPreference(String prompt, String chosen, String rejected, double margin) ->
                    new Example.TextPreference(prompt == null ? null : change.apply(prompt), change.apply(chosen), change.apply(rejected), margin);
            case Example.ChatPreference(Conversation prompt, Conversation chosen, Conversation rejected, double margin) ->
                    new Example.ChatPreference(prompt == null ? null : changed(prompt, change), changed(chosen, change), changed(rejected, change), margin);
            case Example.TextVerdict(String prompt, String completion, boolean good) -> new Example.TextVerdict(change.apply(prompt), change.apply(completion), good);
            case Example.ChatVerdict(Conversation prompt, ArrayNode completion, boolean good) ->
                    new Example.ChatVerdict(changed(prompt, change), changed(completion, change), good);
            case Example.TextPrompt(String prompt) -> new Example.TextPrompt(change.apply(prompt));
            case Example.ChatPrompt(Conversation prompt) -> new Example.ChatPrompt(changed(prompt, change));
            case Example.Ids _, Example.IdsPreference _, Example.IdsPrompt _ -> example;
        };
    }

    private static Conversation changed(Conversation chat, UnaryOperator<String> change) {
        return new Conversation(changed(chat.messages(), change), chat.tools(), chat.variables());
    }

    private static ArrayNode changed(ArrayNode messages, UnaryOperator<String> change) {
        ArrayNode changed = messages.deepCopy();
        for (JsonNode message : changed) {
            JsonNode content = message.path("content");
            if (content.isString()) ((ObjectNode) message).put("content", change.apply(content.stringValue()));
            else for (JsonNode part : content) ((ObjectNode) part).put("text", change.apply(part.path("text").asString("")));
        }
        return changed;
    }

    /// An answer as the assistant's only message.
    public static ArrayNode said(String answer) {
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        messages.addObject().put("role", "assistant").put("content", answer);
        return messages;
    }
}
