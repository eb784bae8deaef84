package dev.hone.reward.judge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hone.data.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A server in this process that speaks OpenAI's protocol, and says what a test wants.
public final class ChatServer implements AutoCloseable {
    /// What it answers to the body of a call.
    /// @param status of HTTP
    public record Answer(int status, String body) {
        /// No answer at all, as long as the server is open.
        public static final Answer NEVER = new Answer(0, "");

        public static Answer text(String content) {
            ObjectNode reply = Json.MAPPER.createObjectNode();
            ObjectNode choice = reply.putArray("choices").addObject().put("finish_reason", "stop");
            choice.putObject("message").put("role", "assistant").put("content", content);
            reply.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", content.split(" ").length);
            return new Answer(200, reply.toString());
        }

        /// A call of a tool and no words.
        /// @param arguments a JSON object
        public static Answer call(String tool, String arguments) {
            ObjectNode reply = Json.MAPPER.createObjectNode();
            ObjectNode message = reply.putArray("choices").addObject().put("finish_reason", "tool_calls").putObject("message").put("role", "assistant").putNull("content");
            message.putArray("tool_calls").addObject().put("id", "call_" + tool).put("type", "function").putObject("function").put("name", tool).put("arguments", arguments);
            reply.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", 7);
            return new Answer(200, reply.toString());
        }
    }

    private final ConcurrentLinkedQueue<JsonNode> asked = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpServer server;
    private volatile Function<JsonNode, Answer> says;

    public ChatServer(Function<JsonNode, Answer> says) {
        this.says = says;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode body = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
        asked.add(body);
        Answer answer = says.apply(body);
        if (answer == Answer.NEVER) {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        if (answer.status != 200) exchange.getResponseHeaders().add("Retry-After", "0");
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /// From now on it says something else.
    public void says(Function<JsonNode, Answer> other) {
        says = other;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /// The bodies of all calls so far.
    public List<JsonNode> asked() {
        return List.copyOf(asked);
    }

    /// What the last message of a call says.
    public static String question(JsonNode body) {
        return body.get("messages").get(body.get("messages").size() - 1).get("content").stringValue();
    }

    @Override public void close() {
        closing.countDown();
        server.stop(0);
    }
}
