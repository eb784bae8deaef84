package dev.hone.eval.ask;

import dev.hone.data.Json;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What somebody said.
/// @param message     with `content`, and `tool_calls` if it calls any
/// @param tokens      of it; 0 where nobody counted
/// @param finished    whether it ended by itself, not at the limit
/// @param seconds     from the question to the answer, other answers beside it
/// @param topLogProbs of the likeliest first tokens, where they were asked for and are told
public record Reply(ObjectNode message, int tokens, boolean finished, double seconds, Map<String, Double> topLogProbs) {
    public static Reply of(String text, int tokens, boolean finished, double seconds) {
        return new Reply(Json.MAPPER.createObjectNode().put("role", "assistant").put("content", text), tokens, finished, seconds, Map.of());
    }

    /// Its words; none where it only calls tools.
    public String text() {
        return message.path("content").asString("");
    }

    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode().put("tokens", tokens).put("finished", finished).put("seconds", seconds);
        topLogProbs.forEach(json.putObject("top_logprobs")::put);
        return json.set("message", message);
    }

    static Reply of(JsonNode json) {
        Map<String, Double> logProbs = new TreeMap<>();
        json.path("top_logprobs").properties().forEach(one -> logProbs.put(one.getKey(), one.getValue().doubleValue()));
        return new Reply((ObjectNode) json.get("message"), json.get("tokens").intValue(), json.get("finished").booleanValue(), json.get("seconds").doubleValue(), logProbs);
    }
}
