package dev.hone.reward.judge;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A model on a server that speaks OpenAI's protocol (`POST URL/chat/completions`), as vLLM, SGLang, llama.cpp and the like do.
/// What has been asked before is read from disk. A call that may work later (no connection, status 408, 429 or 5xx) is made again, after
/// a pause that doubles from a second to half a minute, or as long as the server asks.
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

    private static final Duration CONNECT = Duration.ofSeconds(10), REPLY = Duration.ofMinutes(2);
    private static final long FIRST_PAUSE = 1000, LONGEST_PAUSE = 30_000;

    private final Settings settings;
    // Servers made with uvicorn, as vLLM's, lose the body of a call that asks for HTTP/2.
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
    private final HttpRequest.Builder request;
    private final ReplyCache cache;
    private final Semaphore calls;
    private final Pace pace;

    public ChatEndpoint(Settings settings) {
        this.settings = settings;
        try {
            request = HttpRequest.newBuilder(URI.create(settings.url.replaceAll("/+$", "") + "/chat/completions"))
                    .header("Content-Type", "application/json").timeout(REPLY);
        } catch (IllegalArgumentException e) {
            throw new UserError("url is " + settings.url + ", which is no address: " + e.getMessage(), e);
        }
        settings.token.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        cache = new ReplyCache(settings.cache);
        calls = new Semaphore(settings.parallel);
        pace = new Pace(settings.requestsPerMinute);
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
        calls.acquire();
        try {
            String reply = called(request.copy().POST(HttpRequest.BodyPublishers.ofString(body.toString())).build());
            cache.put(asked, reply);
            return reply;
        } finally {
            calls.release();
        }
    }

    private String called(HttpRequest call) throws InterruptedException {
        for (int failures = 0; ; failures++) {
            pace.await();
            try {
                HttpResponse<String> response = client.send(call, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) return content(response.body());
                if (failures == settings.retries || !passes(response.statusCode())) throw new IllegalStateException(
                        settings.url + " answered with HTTP status " + response.statusCode() + ": " + shortened(response.body()));
                Thread.sleep(wanted(response).orElse(pause(failures)));
            } catch (IOException e) {
                if (failures == settings.retries) throw new IllegalStateException(settings.url + " cannot be asked: " + e, e);
                Thread.sleep(pause(failures));
            }
        }
    }

    private static boolean passes(int status) {
        return status == 408 || status == 429 || status >= 500;
    }

    /// What the server asks for, where it gives seconds.
    private static Optional<Long> wanted(HttpResponse<?> response) {
        return response.headers().firstValue("Retry-After").filter(text -> text.matches("\\d{1,5}")).map(seconds -> Long.parseLong(seconds) * 1000);
    }

    /// Scattered, so that many calls do not come back together.
    private static long pause(int failures) {
        long longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures, 20));
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
    }

    private String content(String body) {
        try {
            JsonNode content = Json.MAPPER.readTree(body).path("choices").path(0).path("message").path("content");
            if (content.isString()) return content.stringValue();
        } catch (JacksonException e) {
            throw new IllegalStateException(settings.url + " answered with what is " + Json.reason(e), e);
        }
        throw new IllegalStateException(settings.url + " answered without choices[0].message.content: " + shortened(body));
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, text.offsetByCodePoints(0, 150)) + "...";
    }

    @Override public void close() {
        client.close();
    }
}
