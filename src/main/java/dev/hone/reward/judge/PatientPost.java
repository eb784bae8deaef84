package dev.hone.reward.judge;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Posts JSON to a server, from any thread, and reads JSON. A call that may work later (no connection, no reply in time, status 408, 429 or 5xx) is
/// made again, after a pause that doubles from a second to half a minute, or as long as the server asks.
public final class PatientPost implements AutoCloseable {
    /// @param url               of the server, which messages name
    /// @param path              behind it, such as `/chat/completions`
    /// @param token             sent as bearer token; empty for none
    /// @param deadline          of a reply
    /// @param parallel          calls at the same time, at least 1
    /// @param requestsPerMinute most calls that are begun; 0 for no limit
    /// @param retries           how often a failed call is made again
    public record Settings(String url, String path, Optional<String> token, Duration deadline, int parallel, double requestsPerMinute, int retries) {}

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE = 1000, LONGEST_PAUSE = 30_000;

    private final Settings settings;
    // Servers made with uvicorn, as vLLM's, lose the body of a call that asks for HTTP/2.
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
    private final HttpRequest.Builder request;
    private final Semaphore calls;
    private final Pace pace;

    public PatientPost(Settings settings) {
        this.settings = settings;
        try {
            request = HttpRequest.newBuilder(URI.create(settings.url.replaceAll("/+$", "") + settings.path))
                    .header("Content-Type", "application/json").timeout(settings.deadline);
        } catch (IllegalArgumentException e) {
            throw new UserError("url is " + settings.url + ", which is no address: " + e.getMessage(), e);
        }
        settings.token.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        calls = new Semaphore(settings.parallel);
        pace = new Pace(settings.requestsPerMinute);
    }

    /// @return what the server replied
    /// @throws IllegalStateException when nothing can be had
    public JsonNode send(JsonNode body) throws InterruptedException {
        calls.acquire();
        try {
            return sent(request.copy().POST(HttpRequest.BodyPublishers.ofString(body.toString())).build());
        } finally {
            calls.release();
        }
    }

    private JsonNode sent(HttpRequest call) throws InterruptedException {
        for (int failures = 0; ; failures++) {
            pace.await();
            try {
                HttpResponse<String> response = client.send(call, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) return Json.MAPPER.readTree(response.body());
                if (failures == settings.retries || !passes(response.statusCode())) throw new IllegalStateException(
                        settings.url + " answered with HTTP status " + response.statusCode() + ": " + shortened(response.body()));
                Thread.sleep(wanted(response).orElse(pause(failures)));
            } catch (JacksonException e) {
                throw new IllegalStateException(settings.url + " answered with what is " + Json.reason(e), e);
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

    /// The beginning of what a server said, for messages.
    public static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, text.offsetByCodePoints(0, 150)) + "...";
    }

    @Override public void close() {
        client.close();
    }
}
