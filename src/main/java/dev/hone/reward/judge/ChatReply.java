package dev.hone.reward.judge;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a model on a server said, which need not be a text: it may call tools instead, or have been cut while it was reasoning.
/// @param json as the server put it; it has `choices[0].message`
public record ChatReply(JsonNode json) {
    private JsonNode choice() {
        return json.path("choices").path(0);
    }

    /// With `content`, and `tool_calls` if it calls any.
    public ObjectNode message() {
        return (ObjectNode) choice().get("message");
    }

    public Optional<String> text() {
        return message().path("content").stringValueOpt();
    }

    /// Tokens that were read; 0 where the server does not tell.
    public int promptTokens() {
        return json.at("/usage/prompt_tokens").asInt(0);
    }

    /// Tokens that were said; 0 where the server does not tell.
    public int tokens() {
        return json.at("/usage/completion_tokens").asInt(0);
    }

    /// Whether it ended by itself, not at the limit.
    public boolean finished() {
        return !choice().path("finish_reason").asString("").equals("length");
    }
}
