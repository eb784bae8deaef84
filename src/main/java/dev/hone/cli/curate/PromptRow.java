package dev.hone.cli.curate;

import dev.hone.cli.console.JsonLines;
import dev.hone.data.Conversation;
import dev.hone.data.Example;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A row with a prompt, that a pair of answers is to be made of.
/// @param prompt  a text, or a list of messages that ends before the answer
/// @param columns the row's others
record PromptRow(JsonLines.Row row, JsonNode prompt, ObjectNode columns) {
    static PromptRow of(JsonLines.Row row) {
        JsonNode prompt = row.json().has("messages") ? row.json().get("messages") : row.json().path("prompt");
        if (!prompt.isString() && !prompt.isArray()) throw row.wrong("has neither prompt nor messages; expected a text or a list of messages");
        if (prompt.path(prompt.size() - 1).path("role").asString("").equals("assistant"))
            throw row.wrong("its last message is the assistant's; the prompt of a pair ends before the answer: take that message out");
        ObjectNode columns = row.json().deepCopy();
        columns.remove("prompt");
        columns.remove("messages");
        return new PromptRow(row, prompt, columns);
    }

    /// The prompt with an answer, for a reward model.
    Example with(String answer) {
        if (prompt.isString()) return new Example.TextCompletion(prompt.stringValue(), answer);
        return new Example.ChatCompletion(new Conversation((ArrayNode) prompt, null, JsonMapper.shared().createObjectNode()), said(answer));
    }

    /// The row that `hone dpo` and `hone reward` learn from.
    ObjectNode pair(String chosen, String rejected) {
        ObjectNode pair = row.answer();
        pair.set("prompt", prompt);
        if (prompt.isString()) return pair.put("chosen", chosen).put("rejected", rejected);
        pair.set("chosen", said(chosen));
        pair.set("rejected", said(rejected));
        return pair;
    }

    private static ArrayNode said(String text) {
        ArrayNode messages = JsonMapper.shared().createArrayNode();
        messages.addObject().put("role", "assistant").put("content", text);
        return messages;
    }
}
