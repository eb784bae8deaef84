package dev.hone.eval.ask;

import dev.hone.data.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// How a benchmark wants its answers made.
/// @param maxTokens   of an answer
/// @param temperature 0 takes the likeliest token each time
/// @param topP        the answer's tokens are drawn from the likeliest that reach this probability together; 1 for all
/// @param stop        texts before which an answer ends
/// @param topLogProbs of so many of the likeliest first tokens the log-probabilities are wanted; 0 for none
/// @param draw        tells several answers to one question apart
public record Sampling(int maxTokens, double temperature, double topP, List<String> stop, int topLogProbs, int draw) {
    public static Sampling greedy(int maxTokens, String... stop) {
        return at(0, 1, maxTokens, stop);
    }

    public static Sampling at(double temperature, double topP, int maxTokens, String... stop) {
        return new Sampling(maxTokens, temperature, topP, List.of(stop), 0, 0);
    }

    public Sampling atMost(int tokens) {
        return new Sampling(Math.min(maxTokens, tokens), temperature, topP, stop, topLogProbs, draw);
    }

    public Sampling withTopLogProbs(int topLogProbs) {
        return new Sampling(maxTokens, temperature, topP, stop, topLogProbs, draw);
    }

    public Sampling drawn(int draw) {
        return new Sampling(maxTokens, temperature, topP, stop, topLogProbs, draw);
    }

    /// With OpenAI's names.
    public ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode().put("max_tokens", maxTokens).put("temperature", temperature);
        if (topP < 1) json.put("top_p", topP);
        if (!stop.isEmpty()) stop.forEach(json.putArray("stop")::add);
        if (topLogProbs > 0) json.put("logprobs", true).put("top_logprobs", topLogProbs);
        if (temperature > 0 || draw > 0) json.put("seed", draw);
        return json;
    }
}
