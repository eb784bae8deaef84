package dev.hone.token;

import dev.hone.data.Conversation;
import dev.hone.data.Example;
import dev.hone.data.Row;
import dev.hone.data.format.Formats;
import dev.hone.data.format.Goal;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.Set;

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

    /// A row with answers that are compared or judged, read as in a data set.
    static Example judged(JsonNode fields) {
        var row = new Row((ObjectNode) fields, "rows.jsonl", 1);
        return Formats.of(row, Set.of(Goal.PREFERENCE, Goal.VERDICT)).read(row);
    }

    static Example judged(String row) {
        return judged(Fixtures.parse(row));
    }

    static Conversation conversation(JsonNode messages) {
        return new Conversation((ArrayNode) messages, null, JsonNodeFactory.instance.objectNode());
    }
}
