package dev.hone.reward;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// An answer to be judged, and what there is to judge it by.
/// @param prompt       a text, or a list of messages with `role` and `content`
/// @param answer       what the model said, as text, without special tokens; after calls of tools, what it said last
/// @param answerTokens how many tokens the model said, the one that ended the answer included; at least 0
/// @param columns      the other columns of the prompt's row, such as the right `answer`
/// @param episode      the conversation that led to the answer; null where the model could call no tools
public record RewardRequest(JsonNode prompt, String answer, int answerTokens, ObjectNode columns, Episode episode) {
    public RewardRequest {
        if (!(prompt instanceof StringNode) && !(prompt instanceof ArrayNode)) throw new IllegalArgumentException(
                "a prompt is a text or a list of messages, not " + prompt);
        if (answerTokens < 0) throw new IllegalArgumentException(answerTokens + " tokens in an answer");
    }

    /// An answer that was given at once.
    public RewardRequest(JsonNode prompt, String answer, int answerTokens, ObjectNode columns) {
        this(prompt, answer, answerTokens, columns, null);
    }

    public static RewardRequest of(String prompt, String answer, int answerTokens, ObjectNode columns) {
        return new RewardRequest(JsonNodeFactory.instance.stringNode(prompt), answer, answerTokens, columns);
    }

    /// The prompt as one text: the contents of its messages, a blank line between them.
    public String promptText() {
        if (prompt.isString()) return prompt.stringValue();
        List<String> contents = new ArrayList<>();
        for (JsonNode message : prompt) contents.add(message.path("content").asString(""));
        return String.join("\n\n", contents);
    }

    /// A column of the row.
    /// @throws UserError when the row has none of this name
    public JsonNode column(String name) {
        JsonNode value = columns.get(name);
        if (value == null) throw new UserError("the row has no column " + name + "; its columns are "
                + (columns.isEmpty() ? "none besides the prompt" : String.join(", ", columns.propertyNames())));
        return value;
    }
}
