package dev.hone.cli.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.hone.cli.Cli;
import dev.hone.data.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `hone grpo` whose answers come from a server, here one in this process that replies as vLLM does.
class GrpoServerTest {
    private static final int END = 2;

    @TempDir Path folder;
    private final Queue<JsonNode> asked = new ConcurrentLinkedQueue<>();
    private HttpServer server;

    @BeforeEach void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/completions", exchange -> {
            JsonNode question = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            asked.add(question);
            byte[] reply = Json.MAPPER.writeValueAsBytes(answers(question));
            exchange.sendResponseHeaders(200, reply.length);
            try (var out = exchange.getResponseBody()) {
                out.write(reply);
            }
        });
        server.start();
    }

    @AfterEach void stop() {
        server.stop(0);
    }

    /// As many as were asked for, each a token longer than the one before.
    private static ObjectNode answers(JsonNode question) {
        ObjectNode reply = Json.MAPPER.createObjectNode();
        ArrayNode choices = reply.putArray("choices");
        for (int i = 0; i < question.get("n").intValue(); i++) {
            int[] ids = IntStream.concat(IntStream.rangeClosed(5, 5 + i), IntStream.of(END)).toArray();
            ObjectNode choice = choices.addObject().put("index", i).put("text", "").put("finish_reason", "stop");
            choice.set("prompt_token_ids", question.get("prompt"));
            choice.set("token_ids", Json.MAPPER.valueToTree(ids));
            ArrayNode known = choice.putObject("logprobs").putArray("token_logprobs");
            for (int _ : ids) known.add(-5);
        }
        return reply;
    }

    @Test void answersOfAServerAreJudgedCorrectedAndLearned() {
        var runs = OnlineRun.in(folder, "grpo", "rewards: [{name: length, arguments: {target: 3}}]", "num_generations: 4", "per_device_train_batch_size: 8",
                "max_completion_length: 12", "logging_steps: 1", "sample_prompts: []", "report_to: none", "save_strategy: no", "learning_rate: 1e-3",
                "rollout_endpoint: http://127.0.0.1:" + server.getAddress().getPort() + "/v1", "rollout_model: served");
        runs.done("out", "max_steps: 2");
        assertEquals(4, asked.size(), "two prompts in each of two generations");
        assertTrue(asked.stream().allMatch(question -> question.get("model").stringValue().equals("served") && question.get("max_tokens").intValue() == 12));
        List<JsonNode> answers = Cli.rows(folder.resolve("out/rollouts/000000.jsonl"));
        assertEquals(List.of(2, 2, 3, 3, 4, 4, 5, 5), answers.stream().map(row -> row.get("completion_ids").size()).sorted().toList());
        for (JsonNode row : answers) {
            assertTrue(row.get("ended").booleanValue());
            assertEquals(-5, row.get("sampled_logps").get(0).doubleValue());
            assertFalse(row.get("advantages").isNull());
        }
        for (JsonNode step : runs.metrics("out").subList(0, 2)) {
            assertTrue(step.get("sampling/importance_sampling_ratio/min").doubleValue() <= step.get("sampling/importance_sampling_ratio/mean").doubleValue());
            assertTrue(step.get("grad_norm").doubleValue() > 0, step.toString());
        }
    }
}
