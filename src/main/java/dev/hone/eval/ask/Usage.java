package dev.hone.eval.ask;

import dev.hone.data.Json;
import tools.jackson.databind.node.ObjectNode;

/// What somebody has read and said.
/// @param replies          how often they were asked
/// @param promptTokens     that they read, each time the whole conversation; as far as it is told
/// @param completionTokens that they said, as far as it is told
public record Usage(long replies, long promptTokens, long completionTokens) {
    public static final Usage NONE = new Usage(0, 0, 0);

    public Usage plus(Usage other) {
        return new Usage(replies + other.replies, promptTokens + other.promptTokens, completionTokens + other.completionTokens);
    }

    /// With OpenAI's names.
    public ObjectNode json() {
        return Json.MAPPER.createObjectNode().put("replies", replies).put("prompt_tokens", promptTokens).put("completion_tokens", completionTokens);
    }
}
