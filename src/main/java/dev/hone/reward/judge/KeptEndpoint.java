package dev.hone.reward.judge;

import dev.hone.data.Json;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A model on a server whose replies are kept, so that nothing is asked twice.
public record KeptEndpoint(ChatEndpoint endpoint, ReplyCache cache) implements AutoCloseable {
    /// Makes one call, unless its reply is there. Any number of threads may.
    /// @param body all of it but `model`
    /// @throws IllegalStateException when it cannot be had
    public ChatReply call(ObjectNode body) throws IOException, InterruptedException {
        ObjectNode asked = Json.MAPPER.createObjectNode().put("of", endpoint.name()).set("body", body);
        Optional<JsonNode> known = cache.get(asked);
        if (known.isPresent()) return new ChatReply(known.get());
        ChatReply reply = endpoint.call(body);
        cache.put(asked, reply.json());
        return reply;
    }

    @Override public void close() {
        endpoint.close();
    }
}
