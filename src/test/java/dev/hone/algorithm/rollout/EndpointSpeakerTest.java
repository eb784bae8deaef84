package dev.hone.algorithm.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.hone.algorithm.rollout.Speaker.Line;
import dev.hone.data.Json;
import dev.hone.loss.SamplingCorrection;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A server in this process that replies as vLLM does: to each question with answers 5, 6, 2 and 5, 7.
class EndpointSpeakerTest {
    private static final String REPLY = """
            {"object": "text_completion", "choices": [
            {"index": 1, "text": "bc", "token_ids": [5, 7], "prompt_token_ids": [1, 4], "finish_reason": "length", "logprobs": {"tokens": ["token_id:5", "token_id:7"], "token_logprobs": [-0.5, -0.25]}},
            {"index": 0, "text": "b", "token_ids": [5, 6, 2], "prompt_token_ids": [1, 4], "finish_reason": "stop", "logprobs": {"tokens": ["token_id:5", "token_id:6", "token_id:2"], "token_logprobs": [-0.5, -1, -2]}}]}""";
    private static final Line LINE = new Line(new int[] {1, 4}, 2, 9, 3, 0);

    private final ConcurrentLinkedQueue<JsonNode> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private int refusal = 503;
    private boolean hangs;
    private UnaryOperator<String> reply = text -> text;
    private HttpServer server;

    @BeforeEach void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/completions", exchange -> {
            asked.add(Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes()));
            if (hangs) await();
            boolean refuses = refusals.getAndDecrement() > 0;
            if (refuses) exchange.getResponseHeaders().add("Retry-After", "0");
            byte[] bytes = (refuses ? "{\"error\": \"no\"}" : reply.apply(REPLY)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(refuses ? refusal : 200, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
    }

    private static void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            // the test is over
        }
    }

    @AfterEach void stop() {
        server.stop(0);
    }

    private ServerSettings settings(int retries, double deadline) {
        return new ServerSettings("http://127.0.0.1:" + server.getAddress().getPort() + "/v1", "qwen", null, deadline, retries, true, SamplingCorrection.SEQUENCE_MASK, 3.0, null);
    }

    private List<Turn> said(int retries, double deadline) {
        try (var speaker = new EndpointSpeaker(settings(retries, deadline), RolloutSettings.DEFAULTS, Set.of(2), 42, 10, ids -> Arrays.toString(ids))) {
            return Sampler.all(speaker.say(LINE));
        }
    }

    private List<Turn> said() {
        return said(2, 30);
    }

    private void assertRefused(String message, String from, String to) {
        reply = text -> text.replace(from, to);
        String said = assertThrows(UserError.class, this::said).getMessage();
        assertTrue(said.startsWith("rollout_endpoint: http://127.0.0.1:") && said.contains(message), said);
    }

    @Test void idsGoThereAndComeBack() {
        List<Turn> turns = said();
        assertArrayEquals(new int[] {5, 6, 2}, turns.get(0).ids());
        assertArrayEquals(new float[] {-0.5f, -1, -2}, turns.get(0).sampled());
        assertEquals("[5, 6, 2]", turns.get(0).text());
        assertEquals(List.of(true, false), turns.stream().map(Turn::ended).toList());
        ObjectNode question = (ObjectNode) asked.element();
        assertEquals(Json.MAPPER.readTree("{\"model\": \"qwen\", \"prompt\": [1, 4], \"n\": 2, \"max_tokens\": 9, \"temperature\": 1.0, \"top_p\": 1.0, \"stop_token_ids\": [2],"
                + " \"logprobs\": 1, \"return_token_ids\": true, \"return_tokens_as_token_ids\": true}"), question.deepCopy().without("seed"));
        said();
        assertEquals(1, asked.stream().map(each -> each.get("seed")).distinct().count(), "the same line is asked for with the same chance");
    }

    @Test void idsMayStandWhereTokensDo() {
        reply = text -> text.replace("\"token_ids\"", "\"other\"");
        assertArrayEquals(new int[] {5, 7}, said().get(1).ids());
    }

    @Test void whatPassesIsAskedAgain() {
        refusals.set(2);
        assertEquals(2, said().size());
        assertEquals(3, asked.size());
        refusals.set(9);
        assertTrue(assertThrows(UserError.class, this::said).getMessage().contains("answered with HTTP status 503: {\"error\": \"no\"}"));
    }

    @Test void repliesThatCannotBeUsed() {
        assertRefused("gave no ids of its tokens but \"b\"; vLLM gives them from 0.10.2 on", "\"token_ids\": [5, 6, 2]", "\"token_ids\": [\"b\"]");
        assertRefused("gave no ids of its tokens; vLLM does from 0.10.2 on", "\"token_ids\": [5, 6, 2]", "\"token_ids\": []");
        assertRefused("gave no log-probability for each token", "[-0.5, -1, -2]", "[-0.5, null, -2]");
        assertRefused("gave no log-probability for each token", "\"token_logprobs\"", "\"other\"");
        assertRefused("gave the token 77; the policy's are 0 to 9: has it another tokenizer?", "[5, 7]", "[5, 77]");
        assertRefused("read other tokens than it was sent", "\"prompt_token_ids\": [1, 4]", "\"prompt_token_ids\": [1, 1, 4]");
        assertRefused("gave 0 answers and was asked for 2", "{\"index\": 1,", "], \"more\": [{");
        assertRefused("answered with what is not valid JSON", "{\"object\"", "<html>");
        refusals.set(1);
        refusal = 400;
        assertTrue(assertThrows(UserError.class, this::said).getMessage().contains("HTTP status 400"));
    }

    @Test void aServerThatHangsOrIsNotThere() {
        hangs = true;
        assertTrue(assertThrows(UserError.class, () -> said(0, 0.3)).getMessage().contains("cannot be asked: java.net.http.HttpTimeoutException"));
        server.stop(0);
        assertTrue(assertThrows(UserError.class, () -> said(0, 0.3)).getMessage().contains("cannot be asked"));
    }

    /// Two answers, of 2 tokens and of 1. The policy gave them e^0.5 times, and e^2 times as often as the server: the second is beyond 3, and left out.
    @Test void answersOfAnotherModelAreWeighted() {
        Rollout near = rollout(new float[] {-1, -1}, new float[] {-0.75f, -0.75f}), far = rollout(new float[] {-3}, new float[] {-1});
        ImportanceCorrection correction = settings(0, 1).correction();
        assertArrayEquals(new float[] {1.6487f, 1.6487f, 0}, correction.ratios(List.of(near, far)), 1e-4f);
        Map<String, Double> named = correction.named(List.of(near, far));
        assertEquals(1.6487 / 2, named.get("sampling/importance_sampling_ratio/mean"), 1e-4);
        assertEquals(0, named.get("sampling/importance_sampling_ratio/min"));
        var byTokens = new ImportanceCorrection(SamplingCorrection.TOKEN_TRUNCATE, 0, 3);
        assertArrayEquals(new float[] {1.284f, 1.284f, 3}, byTokens.ratios(List.of(near, far)), 1e-3f);
        assertEquals((1.284 * 2 + 3) / 3, byTokens.named(List.of(near, far)).get("sampling/importance_sampling_ratio/mean"), 1e-3);
    }

    private static Rollout rollout(float[] sampled, float[] old) {
        boolean[] mask = new boolean[sampled.length];
        Arrays.fill(mask, true);
        return new Rollout(new int[] {1}, null, new int[sampled.length], mask, "", null, true, Map.of(), 1, sampled, old, null);
    }
}
