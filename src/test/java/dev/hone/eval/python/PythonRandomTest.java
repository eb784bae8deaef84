package dev.hone.eval.python;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.eval.benchmark.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Numbers that CPython 3.11 drew.
class PythonRandomTest {
    private static final String LETTERS = "ABCDEFGHIJ";

    @Test void seededByAText() {
        for (ObjectNode row : ofKind("string_seed")) {
            PythonRandom random = PythonRandom.of(row.path("seed").asString());
            assertEquals(doubles(row.path("random")), draw(3, random), row.toString());
            assertEquals(row.path("seeded_choice_false_true").asBoolean(), PythonRandom.of(row.path("seed").asString()).choices(List.of(false, true)));
        }
    }

    @Test void seededByAWholeNumber() {
        for (ObjectNode row : ofKind("int_seed")) {
            long seed = row.path("seed").longValue();
            assertEquals(doubles(row.path("random")), draw(3, PythonRandom.of(seed)));
            PythonRandom random = PythonRandom.of(seed);
            assertEquals(wholes(row.path("randint_0_9")), IntStream.range(0, 6).mapToObj(_ -> random.below(10)).toList());
            List<Integer> shuffled = new ArrayList<>(IntStream.range(0, 10).boxed().toList());
            PythonRandom.of(seed).shuffle(shuffled);
            assertEquals(wholes(row.path("shuffle_10")), shuffled);
            assertEquals(wholes(row.path("sample_100_5")), PythonRandom.of(seed).sample(100, 5));
            PythonRandom bits = PythonRandom.of(seed);
            for (JsonNode word : row.path("getrandbits32")) assertEquals(word.longValue(), bits.bits(32));
        }
    }

    @Test void theOrdersOfGpqasChoices() {
        PythonRandom random = PythonRandom.of(0);
        List<List<Integer>> orders = IntStream.range(0, 4 * 198).mapToObj(_ -> random.sample(4, 4)).toList();
        for (ObjectNode row : ofKind("gpqa_simple_evals_permutation")) assertEquals(wholes(row.path("permutation")), orders.get(row.path("example_index").intValue()));
    }

    @Test void theGuessesOfMmluPro() {
        PythonRandom letters = PythonRandom.of(12345);
        for (JsonNode letter : ofKind("mmlu_pro_fallback").getFirst().path("choices")) assertEquals(letter.asString().charAt(0), LETTERS.charAt(letters.below(10)));
        ObjectNode row = ofKind("mmlu_pro_fallback_randint").getFirst();
        PythonRandom random = PythonRandom.of(12345);
        assertEquals(wholes(row.path("values")), wholes(row.path("n")).stream().map(random::below).toList());
    }

    private static List<ObjectNode> ofKind(String kind) {
        return Golden.rows("python_random.jsonl").stream().filter(row -> row.path("kind").asString().equals(kind)).toList();
    }

    private static List<Double> draw(int count, PythonRandom random) {
        return IntStream.range(0, count).mapToObj(_ -> random.next()).toList();
    }

    private static List<Double> doubles(JsonNode list) {
        return list.valueStream().map(JsonNode::doubleValue).toList();
    }

    private static List<Integer> wholes(JsonNode list) {
        return list.valueStream().map(JsonNode::intValue).toList();
    }
}
