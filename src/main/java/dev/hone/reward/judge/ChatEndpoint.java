package dev.hone.reward.judge;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A model on a server that speaks OpenAI's protocol (`POST URL/chat/completions`), as vLLM, SGLang, llama.cpp and the like do.
/// [PatientPost] says what becomes of a call that fails.
public final class ChatEndpoint implements AutoCloseable {
    /// @param url               up to and without `/chat/completions`, such as `http://127.0.0.1:8000/v1`
    /// @param model             its name on the server
    /// @param token             sent as bearer token; empty for none
    /// @param parallel          calls at the same time, at least 1
    /// @param requestsPerMinute most calls that are begun; 0 for no limit
    /// @param retries           how often a failed call is made again
    /// @param patience          how long a reply may take
    public record Settings(String url, String model, Optional<String> token, int parallel, double requestsPerMinute, int retries, Duration patience) {
        /// How long a reply may take as a rule.
        public static final Duration PATIENCE = Duration.ofMinutes(2);
    }

    private final Settings settings;
    private final PatientPost post;

    public ChatEndpoint(Settings settings) {
        this.settings = settings;
        this.post = new PatientPost(new PatientPost.Settings(settings.url, "/chat/completions", settings.token, settings.patience, settings.parallel, settings.requestsPerMinute,
                settings.retries));
    }

    /// Server and model, for caches.
    String name() {
        return settings.url + " " + settings.model;
    }

    /// Makes one call. Any number of threads may.
    /// @param body all of it but `model`
    /// @throws IllegalStateException when it cannot be had
    public ChatReply call(ObjectNode body) throws InterruptedException {
        JsonNode said = post.send(body.deepCopy().put("model", settings.model));
        if (said.path("choices").path(0).path("message").isObject()) return new ChatReply(said);
        throw new IllegalStateException(settings.url + " answered without choices[0].message: " + PatientPost.shortened(said.toString()));
    }

    @Override public void close() {
        post.close();
    }
}
