package dev.hone.data;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages in order, and what the chat template reads besides them.
/// @param messages  objects with `role` and `content`, possibly `tool_calls`, `name`, `reasoning_content`, ...
/// @param tools     JSON schemas of the functions that the model may call, or null
/// @param variables further variables of the chat template (`chat_template_kwargs`), empty for none
public record Conversation(ArrayNode messages, ArrayNode tools, ObjectNode variables) {
    /// The conversation up to a message, not included.
    public Conversation before(int message) {
        ArrayNode first = messages.arrayNode();
        for (int i = 0; i < message; i++) first.add(messages.get(i));
        return new Conversation(first, tools, variables);
    }

    /// The same conversation with another `content` in one of its messages.
    public Conversation withContent(int message, String content) {
        ArrayNode changed = messages.deepCopy();
        ((ObjectNode) changed.get(message)).put("content", content);
        return new Conversation(changed, tools, variables);
    }

    /// The same conversation, going on.
    public Conversation with(ArrayNode further) {
        return new Conversation(messages.deepCopy().addAll(further), tools, variables);
    }

    /// Whether its first messages are those of the other.
    public boolean beginsWith(Conversation other) {
        if (other.messages.size() > messages.size()) return false;
        for (int i = 0; i < other.messages.size(); i++) if (!other.messages.get(i).equals(messages.get(i))) return false;
        return true;
    }
}
