package dev.hone.reward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Each reward of the catalogue, made from its arguments as a run file gives them.
class RewardsTest {
    @TempDir Path folder;

    @Test void mathComparesWithTheColumn() throws Exception {
        Reward math = reward("math", "{}");
        assertArrayEquals(new double[] {1, 0}, math.score(List.of(request("It is 1/2.", "{'answer': '$0.5$'}"), request("It is 2.", "{'answer': 3}"))));
        assertTrue(Double.isNaN(math.score(List.of(request("1", "{'answer': 'nothing to find'}")))[0]));
        assertArrayEquals(new double[] {1}, reward("math", "{'gold_column': 'solution', 'gold_is_latex': true}")
                .score(List.of(request("$(x+1)^2$", "{'solution': 'x^2+2x+1'}"))));
        UserError missing = assertThrows(UserError.class, () -> math.score(List.of(request("1", "{'solution': 1}"))));
        assertEquals("the row has no column answer; its columns are solution", missing.getMessage());
    }

    @Test void formatByRegularExpressionHoldsForTheWholeAnswer() throws Exception {
        assertScores(reward("format", "{'regex': 'yes|no'}"), Map.of("yes", 1.0, "yes!", 0.0));
    }

    @Test void formatByThinkTags() throws Exception {
        assertScores(reward("format", "{'think_tags': true}"), Map.of("<think>a</think>b", 1.0, "<think>a\n</think>", 1.0,
                "a<think>b</think>", 0.0, "<think>a", 0.0, "<think><think>a</think>", 0.0, "a", 0.0));
    }

    @Test void formatByJsonSchema() throws Exception {
        Reward json = reward("format", "{'json_schema': {'type': 'object', 'required': ['a'], 'properties': {'a': {'type': 'integer', 'minimum': 1}}}}");
        assertScores(json, Map.of("{\"a\": 1}", 1.0, "{\"a\": 0}", 0.0, "{\"b\": 1}", 0.0, "a", 0.0,
                "<think>hm</think>\n{\"a\": 2}", 1.0, "```json\n{\"a\": 2}\n```", 1.0));
    }

    @Test void aRegularExpressionThatTakesYearsEndsAtTheDeadline() throws Exception {
        RewardSettings settings = new RewardSettings("format", 1, 0.3, arguments("{'regex': '((a|aa)+)+\\\\2b'}"));
        try (RewardRunner runner = new RewardRunner(List.of(Rewards.of(settings)))) {
            RewardScores scores = runner.score(List.of(request("a".repeat(60), "{}"))).getFirst();
            assertEquals(new Score.Failed("took longer than its deadline of 0.3 s"), scores.scores().getFirst());
        }
    }

    @Test void lengthFallsOnBothSidesOfItsTarget() throws Exception {
        // 1 - |8 - 10| / 10 = 0.8; 1 - |15 - 10| / 10 = 0.5; 30 is further away than the target itself
        Reward length = reward("length", "{'target': 10}");
        assertArrayEquals(new double[] {0.8, 1, 0.5, 0}, length.score(List.of(tokens(8), tokens(10), tokens(15), tokens(30))), 1e-12);
        assertArrayEquals(new double[] {1, 0}, reward("length", "{'max': 10}").score(List.of(tokens(10), tokens(11))));
        assertScores(reward("length", "{'max': 2, 'unit': 'characters'}"), Map.of("😀😀", 1.0, "abc", 0.0));
    }

    @Test void softOverlongFallsOverItsCache() throws Exception {
        // L = 100, C = 20: 0 up to 80; (80 - 85) / 20 = -0.25; -1 at 100 and above
        Reward overlong = reward("soft_overlong", "{'max_completion_len': 100, 'soft_punish_cache': 20}");
        assertArrayEquals(new double[] {0, -0.25, -1, -1}, overlong.score(List.of(tokens(80), tokens(85), tokens(100), tokens(101))), 1e-12);
    }

    @Test void repetitionCountsDifferentGroupsOfWords() throws Exception {
        // "a b c a b c": groups abc bca cab abc, 3 of 4 different; -(1 - 3/4). "a a a a a": 1 of 3
        assertScores(reward("repetition", "{}"), Map.of("a b c A  b c", -0.25, "a a a a a", -(1 - 1.0 / 3), "a b", 0.0, "", 0.0));
        assertScores(reward("repetition", "{'ngram_size': 1, 'max_penalty': -2}"), Map.of("a a", -1.0));
    }

    @Test void aProgramJudgesLineByLineAndStaysAlive() throws Exception {
        Path program = Files.writeString(folder.resolve("reward.py"), """
                import json, sys
                calls = 0
                for line in sys.stdin:
                    row = json.loads(line)
                    calls += 1
                    print(json.dumps({"score": calls + row["columns"]["bonus"]} if row["answer"] != "?" else None), flush=True)
                """);
        try (Reward reward = reward("program", "{'command': ['python3', '" + program + "']}")) {
            assertArrayEquals(new double[] {11, Double.NaN}, reward.score(List.of(request("a", "{'bonus': 10}"), request("?", "{'bonus': 0}"))));
            assertArrayEquals(new double[] {3}, reward.score(List.of(request("a", "{'bonus': 0}"))));
        }
    }

    @Test void aProgramThatEndsIsTold() throws Exception {
        try (Reward reward = reward("program", "{'command': ['sh', '-c', 'echo 1; echo out of luck >&2; sleep 0.2; exit 3']}")) {
            var fault = assertThrows(IllegalStateException.class, () -> reward.score(List.of(request("a", "{}"), request("b", "{}"))));
            assertEquals("the program ended with exit code 3 before it had answered; it last wrote: out of luck", fault.getMessage());
        }
    }

    @Test void aProgramThatHangsIsKilledAtItsDeadline() throws Exception {
        Path started = folder.resolve("pid");
        RewardSettings settings = new RewardSettings("program", 1, 1.0, arguments("{'command': ['sh', '-c', 'echo $$ > " + started + "; sleep 1000']}"));
        try (RewardRunner runner = new RewardRunner(List.of(Rewards.of(settings)))) {
            RewardScores scores = runner.score(List.of(request("a", "{}"))).getFirst();
            assertEquals(new Score.Failed("took longer than its deadline of 1.0 s"), scores.scores().getFirst());
        }
        long pid = Long.parseLong(Files.readString(started).strip());
        for (int i = 0; i < 100 && ProcessHandle.of(pid).isPresent(); i++) Thread.sleep(Duration.ofMillis(50));
        assertTrue(ProcessHandle.of(pid).isEmpty());
    }

    @Test void anEndpointIsAskedOnceForAllAnswers() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/score", exchange -> {
            JsonNode asked = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            boolean right = asked.path("answers").size() == 2 && asked.path("answers").path(1).path("answer").asString().equals("b");
            reply(exchange, right ? "{\"scores\": [0.5, null]}" : "{\"scores\": 1}");
        });
        server.start();
        try (Reward reward = reward("endpoint", "{'url': 'http://127.0.0.1:" + server.getAddress().getPort() + "/score'}")) {
            assertArrayEquals(new double[] {0.5, Double.NaN}, reward.score(List.of(request("a", "{}"), request("b", "{}"))));
            assertThrows(IllegalStateException.class, () -> reward.score(List.of(request("a", "{}"))));
        } finally {
            server.stop(0);
        }
    }

    private static void reply(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Test void aJavaSourceFileIsCompiledInMemory() throws Exception {
        Path source = Files.writeString(folder.resolve("Shout.java"), """
                import dev.hone.reward.*;
                import java.util.List;
                public class Shout implements Reward {
                    record Weight(double value) {}
                    public double[] score(List<RewardRequest> answers) {
                        return answers.stream().mapToDouble(answer -> new Weight(answer.answer().endsWith("!") ? 1 : 0).value()).toArray();
                    }
                }
                """);
        assertScores(reward("java", "{'source': '" + source + "'}"), Map.of("hey!", 1.0, "hey", 0.0));
    }

    @Test void aMistakeInASourceFileIsShownWithItsLine() throws Exception {
        Path source = Files.writeString(folder.resolve("Broken.java"), "public class Broken {\n    int a = \"text\";\n}\n");
        UserError mistake = assertThrows(UserError.class, () -> reward("java", "{'source': '" + source + "'}"));
        assertTrue(mistake.getMessage().startsWith(source + ":2: incompatible types"), mistake.getMessage());
    }

    @Test void aClassOnTheClassPathIsFound() throws Exception {
        assertScores(reward("java", "{'class_name': '" + AlwaysTwo.class.getName() + "'}"), Map.of("a", 2.0));
        assertThrows(UserError.class, () -> reward("java", "{'class_name': 'no.such.Thing'}"));
        assertThrows(UserError.class, () -> reward("java", "{'class_name': 'java.lang.Object'}"));
    }

    public static final class AlwaysTwo implements Reward {
        @Override
        public double[] score(List<RewardRequest> answers) {
            return answers.stream().mapToDouble(_ -> 2).toArray();
        }
    }

    @Test void mistakesSayWhatIsAllowed() {
        assertMistake("the reward's name is \"mth\"; the rewards are code, endpoint, environment, format, java, judge, length, math, program, repetition, reward_model, soft_overlong; did you mean math?",
                "mth", "{}");
        assertMistake("reward length: neither target nor max is given; expected at least one", "length", "{}");
        assertMistake("reward length: taget is no setting of reward length; did you mean target?", "length", "{'taget': 3}");
        assertMistake("reward length: target is 0; expected at least 1", "length", "{'target': 0}");
        assertMistake("command is missing; expected a list such as [python3, reward.py]", "program", "{}");
        assertMistake("url is null; expected http://... or https://...", "endpoint", "{}");
        assertMistake("class_name, source: expected one of them", "java", "{}");
        assertMistake("regex is (, which is no regular expression: Unclosed group at place 1", "format", "{'regex': '('}");
    }

    private static void assertMistake(String message, String name, String arguments) {
        assertEquals(message, assertThrows(UserError.class, () -> reward(name, arguments)).getMessage());
    }

    private static void assertScores(Reward reward, Map<String, Double> expected) throws Exception {
        for (var entry : expected.entrySet())
            assertArrayEquals(new double[] {entry.getValue()}, reward.score(List.of(request(entry.getKey(), "{}"))), 1e-12, entry.getKey());
    }

    private static Reward reward(String name, String arguments) {
        return Rewards.of(new RewardSettings(name, 1, 60, arguments(arguments))).reward();
    }

    private static Map<String, JsonNode> arguments(String json) {
        return Stream.of(Json.MAPPER.readTree(json.replace('\'', '"'))).flatMap(node -> node.properties().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static RewardRequest request(String answer, String columns) {
        return RewardRequest.of("?", answer, answer.length(), (ObjectNode) Json.MAPPER.readTree(columns.replace('\'', '"')));
    }

    private static RewardRequest tokens(int count) {
        return RewardRequest.of("?", "", count, Json.MAPPER.createObjectNode());
    }
}
