package dev.hone.reward.judge;

import dev.hone.data.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A model on a server that speaks OpenAI's protocol (`POST URL/chat/completions`), as vLLM, SGLang, llama.cpp and the like do.
/// What has been asked before is read from disk; how it is asked, [PatientPost] says.
public final class ChatEndpoint implements AutoCloseable {
    /// @param url               up to and without `/chat/completions`, such as `http://127.0.0.1:8000/v1`
    /// @param model             its name on the server
    /// @param token             sent as bearer token; empty for none
    /// @param temperature       at least 0
    /// @param maxTokens         that a reply may have
    /// @param parallel          calls at the same time, at least 1
    /// @param requestsPerMinute most calls that are begun; 0 for no limit
    /// @param retries           how often a failed call is made again
    /// @param cache             folder for what has been asked
    public record Settings(String url, String model, Optional<String> token, double temperature, int maxTokens, int parallel, double requestsPerMinute,
            int retries, Path cache) {}

    private static final Duration REPLY = Duration.ofMinutes(2);

    private final Settings settings;
    private final PatientPost post;
    private final ReplyCache cache;

    public ChatEndpoint(Settings settings) {
        this.settings = settings;
        post = new PatientPost(new PatientPost.Settings(settings.url, "/chat/completions", settings.token, REPLY, settings.parallel, settings.requestsPerMinute,
                settings.retries));
        cache = new ReplyCache(settings.cache);
    }

    /// Asks each question by itself, as a user's only message.
    /// @return the replies, in order
    /// @throws IllegalStateException when one of them cannot be had
    public List<String> replies(List<String> questions) throws InterruptedException, IOException {
        List<Callable<String>> tasks = questions.stream().<Callable<String>>map(question -> () -> reply(question)).toList();
        List<String> replies = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> reply : threads.invokeAll(tasks)) replies.add(reply.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException fault) throw fault;
            if (e.getCause() instanceof RuntimeException fault) throw fault;
            throw new IllegalStateException(e.getCause());
        }
        return replies;
    }

    private String reply(String question) throws IOException, InterruptedException {
        ObjectNode body = Json.MAPPER.createObjectNode().put("model", settings.model).put("temperature", settings.temperature)
                .put("max_tokens", settings.maxTokens);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        ObjectNode asked = Json.MAPPER.createObjectNode().put("url", settings.url).set("body", body);
        Optional<String> known = cache.get(asked);
        if (known.isPresent()) return known.get();
        String reply = content(post.send(body));
        cache.put(asked, reply);
        return reply;
    }

    private String content(JsonNode reply) {
        JsonNode content = reply.path("choices").path(0).path("message").path("content");
        if (content.isString()) return content.stringValue();
        throw new IllegalStateException(settings.url + " answered without choices[0].message.content: " + PatientPost.shortened(reply.toString()));
    }

    @Override public void close() {
        post.close();
    }
}
