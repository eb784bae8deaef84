package dev.hone.reward;

import dev.hone.data.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How programs and endpoints see an answer, and how their scores are read.
final class RequestJson {
    private RequestJson() {}

    /// `{"prompt": ..., "answer": "...", "answer_tokens": 12, "columns": {...}}`, and the `messages` of a conversation with tools.
    static ObjectNode of(RewardRequest request) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.set("prompt", request.prompt());
        json.put("answer", request.answer()).put("answer_tokens", request.answerTokens());
        json.set("columns", request.columns());
        if (request.episode() != null) json.set("messages", request.episode().messages());
        return json;
    }

    /// A number, or null for an answer that cannot be judged.
    static double score(JsonNode value) {
        if (value.isNull()) return Double.NaN;
        if (!value.isNumber()) throw new IllegalStateException("gave " + Json.shortened(value) + " as a score; expected a number or null");
        return value.doubleValue();
    }
}
