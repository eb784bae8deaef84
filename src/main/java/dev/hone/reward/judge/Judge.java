package dev.hone.reward.judge;

import dev.hone.data.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.node.ObjectNode;

/// A model on a server that is asked single questions. What has been asked before is read from disk.
public final class Judge implements AutoCloseable {
    private final KeptEndpoint endpoint;
    private final double temperature;
    private final int maxTokens;

    /// @param temperature at least 0
    /// @param maxTokens   that a reply may have
    public Judge(KeptEndpoint endpoint, double temperature, int maxTokens) {
        this.endpoint = endpoint;
        this.temperature = temperature;
        this.maxTokens = maxTokens;
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
        ObjectNode body = Json.MAPPER.createObjectNode().put("temperature", temperature).put("max_tokens", maxTokens);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return endpoint.call(body).text().orElseThrow(() -> new IllegalStateException(endpoint.endpoint().name() + " answered without a text"));
    }

    @Override public void close() {
        endpoint.close();
    }
}
