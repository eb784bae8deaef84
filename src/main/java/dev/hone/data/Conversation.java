package dev.hone.data;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages in order, and what the chat template reads besides them.
/// @param messages  objects with `role` and `content`, possibly `tool_calls`, `name`, `reasoning_content`, ...
/// @param tools     JSON schemas of the functions that the model may call, or null
/// @param variables further variables of the chat template (`chat_template_kwargs`), empty for none
public record Conversation(ArrayNode messages, ArrayNode tools, ObjectNode variables) {
    /// The same conversation, going on.
    public Conversation with(ArrayNode further) {
        return new Conversation(messages.deepCopy().addAll(further), tools, variables);
    }
}
