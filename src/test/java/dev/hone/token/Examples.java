package dev.hone.token;

import dev.hone.data.Conversation;
import dev.hone.data.Example;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Examples for tests, straight from JSON.
final class Examples {
    private Examples() { }

    /// A row with `text`, `messages`, or `prompt` and `completion`.
    static Example of(JsonNode row) {
        if (row.has("text")) return new Example.Text(row.get("text").stringValue());
        if (row.has("messages")) return new Example.Chat(conversation(row.get("messages")));
        if (row.get("prompt").isArray()) return new Example.ChatCompletion(conversation(row.get("prompt")), (ArrayNode) row.get("completion"));
        return new Example.TextCompletion(row.get("prompt").stringValue(), row.get("completion").stringValue());
    }

    static Example of(String row) {
        return of(Fixtures.parse(row));
    }

    static Conversation conversation(JsonNode messages) {
        return new Conversation((ArrayNode) messages, null, JsonNodeFactory.instance.objectNode());
    }
}
