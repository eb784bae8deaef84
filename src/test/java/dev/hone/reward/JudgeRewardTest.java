package dev.hone.reward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Json;
import dev.hone.reward.judge.ChatServer;
import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The judge is a server in this process that replies with the last line of what it is asked.
class JudgeRewardTest {
    @TempDir Path folder;
    private final AtomicInteger refusals = new AtomicInteger();
    private int refusal = 429;
    private final ChatServer server = new ChatServer(body -> {
        if (refusals.getAndDecrement() > 0) return new ChatServer.Answer(refusal, "come later");
        String text = ChatServer.question(body);
        return ChatServer.Answer.text(text.substring(text.lastIndexOf('\n') + 1));
    });

    @AfterEach void stop() {
        server.close();
    }

    @Test void aGradeBecomesANumberFromZeroToOne() throws Exception {
        try (Reward judge = judge("'prompt': '{prompt} {hint}\\n{answer}'")) {
            // (10 - 1) / 9, (1 - 1) / 9, and the last one counts: (5.5 - 1) / 9
            assertArrayEquals(new double[] {1, 0, 0.5}, judge.score(List.of(request("[[10]]"), request("[[1]]"), request("not [[9]] but [[5.5]]"))));
        }
        JsonNode first = server.asked().stream().filter(body -> body.toString().contains("[[10]]")).findFirst().orElseThrow();
        assertEquals("What? 7\n[[10]]", first.path("messages").path(0).path("content").asString());
        assertEquals("judge-1", first.path("model").asString());
    }

    @Test void aVerdictIsWorthWhatItsTableSays() throws Exception {
        try (Reward judge = judge("'prompt': '{answer}', 'pattern': '\\\\w+$', 'verdicts': {'yes': 1, 'partly': 0.25}")) {
            assertArrayEquals(new double[] {1, 0.25}, judge.score(List.of(request("I say YES"), request("partly"))));
            var fault = assertThrows(IllegalStateException.class, () -> judge.score(List.of(request("no"))));
            assertTrue(fault.getMessage().startsWith("the judge's verdict is \"no\"; the verdicts are "), fault.getMessage());
        }
    }

    @Test void nothingIsAskedTwice() throws Exception {
        for (int run = 0; run < 2; run++)
            try (Reward judge = judge("'prompt': '{answer}'")) {
                assertArrayEquals(new double[] {1, 1, 0}, judge.score(List.of(request("[[10]]"), request("[[10]]"), request("[[1]]"))));
            }
        assertEquals(2, server.asked().size());
    }

    @Test void whatFailsForAWhileIsAskedAgain() throws Exception {
        refusals.set(2);
        try (Reward judge = judge("'prompt': '{answer}'")) {
            assertArrayEquals(new double[] {1}, judge.score(List.of(request("[[10]]"))));
        }
        assertEquals(3, server.asked().size());
    }

    @Test void whatWillNotWorkIsNot() {
        refusals.set(1);
        refusal = 401;
        try (Reward judge = judge("'prompt': '{answer}'")) {
            var fault = assertThrows(IllegalStateException.class, () -> judge.score(List.of(request("[[10]]"))));
            assertTrue(fault.getMessage().endsWith("/v1 answered with HTTP status 401: come later"), fault.getMessage());
        }
        assertEquals(1, server.asked().size());
    }

    @Test void anAnswerWithoutAVerdictDoesNotCostTheOthersTheirs() throws Exception {
        var settings = new RewardSettings("judge", 1, 30, arguments("'prompt': '{answer}'"));
        try (RewardRunner runner = new RewardRunner(List.of(Rewards.of(settings)))) {
            List<Score> scores = runner.score(List.of(request("[[10]]"), request("hm"), request("[[11]]"))).getFirst().scores();
            assertEquals(new Score.Judged(1), scores.get(0));
            assertEquals(new Score.Failed("the judge's reply has no verdict (\\[\\[(.+?)\\]\\]); it ends with: hm"), scores.get(1));
            assertEquals(new Score.Failed("the judge's verdict is 11; expected 1.0 to 10.0"), scores.get(2));
        }
        assertEquals(3, server.asked().size());
    }

    @Test void questionsAreSpaced() throws Exception {
        try (Reward judge = judge("'prompt': '{answer}', 'requests_per_minute': 600")) {
            long start = System.nanoTime();
            judge.score(List.of(request("[[1]]"), request("[[2]]"), request("[[3]]")));
            // the second and third wait a tenth of a second each
            assertTrue(System.nanoTime() - start >= 200_000_000L);
        }
    }

    @Test void mistakesAreNamed() {
        assertMessage("prompt has no {answer}, so that the judge would not see it", "'prompt': 'How good is this?'");
        assertMessage("highest is 1.0; expected more than lowest, which is 1.0", "'highest': 1");
        assertMessage("verdicts: good is \"1\"; expected a number", "'verdicts': {'good': '1'}");
    }

    private void assertMessage(String expected, String arguments) {
        var mistake = assertThrows(UserError.class, () -> judge(arguments));
        assertTrue(mistake.getMessage().contains(expected), mistake.getMessage());
    }

    private Reward judge(String arguments) {
        return Rewards.of(new RewardSettings("judge", 1, 60, arguments(arguments))).reward();
    }

    private Map<String, JsonNode> arguments(String given) {
        String all = "{'url': '" + server.url() + "', 'model': 'judge-1', 'cache': '" + folder + "', " + given + "}";
        Map<String, JsonNode> arguments = new TreeMap<>();
        Json.MAPPER.readTree(all.replace('\'', '"')).properties().forEach(entry -> arguments.put(entry.getKey(), entry.getValue()));
        return arguments;
    }

    private static RewardRequest request(String answer) {
        return RewardRequest.of("What?", answer, 1, Json.MAPPER.createObjectNode().put("hint", 7));
    }
}
