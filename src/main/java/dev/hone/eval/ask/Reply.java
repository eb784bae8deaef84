package dev.hone.eval.ask;

import dev.hone.data.Json;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What somebody said.
/// @param message      with `content`, and `tool_calls` if it calls any
/// @param promptTokens that were read for it; 0 where nobody counted
/// @param tokens       of it; 0 where nobody counted
/// @param finished     whether it ended by itself, not at the limit
/// @param seconds      from the question to the answer, other answers beside it
/// @param topLogProbs  of the likeliest first tokens, where they were asked for and are told
public record Reply(ObjectNode message, int promptTokens, int tokens, boolean finished, double seconds, Map<String, Double> topLogProbs) {
    /// @param message what was said, and called
    public static Reply of(ObjectNode message, int promptTokens, int tokens, boolean finished, double seconds) {
        return new Reply(message, promptTokens, tokens, finished, seconds, Map.of());
    }

    /// Its words; none where it only calls tools.
    public String text() {
        return message.path("content").asString("");
    }

    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode().put("prompt_tokens", promptTokens).put("tokens", tokens).put("finished", finished).put("seconds", seconds);
        topLogProbs.forEach(json.putObject("top_logprobs")::put);
        return json.set("message", message);
    }

    static Reply of(JsonNode json) {
        Map<String, Double> logProbs = new TreeMap<>();
        json.path("top_logprobs").properties().forEach(one -> logProbs.put(one.getKey(), one.getValue().doubleValue()));
        return new Reply((ObjectNode) json.get("message"), json.path("prompt_tokens").asInt(0), json.get("tokens").intValue(), json.get("finished").booleanValue(), json.get("seconds").doubleValue(), logProbs);
    }
}
