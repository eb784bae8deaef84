package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Json;
import dev.hone.eval.Item;
import dev.hone.eval.Score;
import dev.hone.eval.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What official code reads out of judgments, and makes of preferences.
class GoldenJudgesTest {
    @Test void mtBench() {
        assertEquals(List.of(), Golden.differences("mt-bench", of("mt_bench")));
    }

    @Test void arenaHard() {
        assertEquals(List.of(), Golden.differences("arena-hard", of("arena_hard")));
    }

    @Test void alpacaEval() {
        assertEquals(List.of(), Golden.differences("alpaca-eval", of("alpaca_eval")));
    }

    private static List<ObjectNode> of(String benchmark) {
        return Golden.rows("judge_parsers.jsonl").stream().filter(row -> row.path("benchmark").asString().equals(benchmark)).toList();
    }

    @Test void winRates() {
        for (ObjectNode row : Golden.rows("alpaca_winrate.jsonl")) {
            ObjectNode got = new AlpacaEval().grade(new Item(row.deepCopy(), "row")).fields();
            near(row.get("result"), got.get("result"), row.path("kind").asString().equals("winrate") ? 1e-9 : 0.05);
        }
    }

    /// scikit-learn's solver is iterative, so its weights are exact to about a thousandth.
    @Test void lengthControl() {
        for (ObjectNode row : Golden.rows("alpaca_winrate.jsonl")) {
            if (!row.has("weights")) continue;
            ObjectNode got = new AlpacaEval().grade(new Item(row.deepCopy(), "row")).fields();
            near(row.get("weights"), got.get("weights"), 1e-3);
            for (int i = 0; i < row.get("glm_preference").size(); i++)
                assertEquals(row.get("glm_preference").get(i).doubleValue(), got.get("glm_preference").get(i).doubleValue(), 5e-4);
        }
    }

    private static void near(JsonNode recorded, JsonNode got, double tolerance) {
        for (String name : recorded.propertyNames()) assertEquals(recorded.get(name).doubleValue(), got.path(name).doubleValue(), tolerance, name);
        assertEquals(recorded.size(), got.size());
    }

    @Test void aPairCountsOnlyWhereBothOrdersAgree() {
        var benchmark = new MtBench();
        Verdict win = benchmark.grade(row("{\"parser\": \"pairwise\", \"g1_judgment\": \"[[A]]\", \"g2_judgment\": \"[[B]]\"}"));
        Verdict tie = benchmark.grade(row("{\"parser\": \"pairwise\", \"g1_judgment\": \"[[A]]\", \"g2_judgment\": \"[[A]]\"}"));
        Verdict error = benchmark.grade(row("{\"parser\": \"pairwise\", \"g1_judgment\": \"[[A]]\", \"g2_judgment\": \"?\"}"));
        assertEquals(List.of("win", "tie", "error"), List.of(win, tie, error).stream().map(verdict -> verdict.fields().get("result").stringValue()).toList());
        assertEquals(0.75, benchmark.scores(Golden.each(win, tie, error), List.of()).getFirst().value());
    }

    @Test void ratingsHaveAScoreForEachTurn() {
        var benchmark = new MtBench();
        List<Score> scores = benchmark.scores(Golden.each(benchmark.grade(row("{\"judgment\": \"[[8]]\", \"turn\": 1}")), benchmark.grade(row("{\"judgment\": \"[[5]]\", \"turn\": 2}")),
                benchmark.grade(row("{\"judgment\": \"no idea\", \"turn\": 2}"))), List.of());
        assertEquals(List.of("average 6.5", "turn_1 8.0", "turn_2 5.0"), scores.stream().map(score -> score.metric() + " " + score.value()).toList());
    }

    @Test void theOrderOfAnswersIsTheOfficialCoin() {
        for (ObjectNode row : Golden.rows("python_random.jsonl")) {
            String seed = row.path("seed").asString("");
            if (!seed.startsWith("is_switched_outputs") || !seed.endsWith("0")) continue;
            assertEquals(row.path("seeded_choice_false_true").booleanValue(), AlpacaEval.swapped(seed.substring("is_switched_outputs".length(), seed.length() - 1)));
        }
    }

    private static Item row(String json) {
        return new Item((ObjectNode) Json.MAPPER.readTree(json), "row");
    }
}
