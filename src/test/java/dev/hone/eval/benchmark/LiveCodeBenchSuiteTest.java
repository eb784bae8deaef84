package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Json;
import dev.hone.eval.Item;
import dev.hone.eval.Verdict;
import dev.hone.reward.sandbox.Sandboxes;
import dev.hone.settings.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class LiveCodeBenchSuiteTest {
    /// A problem with the data set's columns, whose hidden test is a pickled text: "10 -2\n" gives "8\n".
    private static final String PROBLEM = """
            {"question_content": "Print the sum of two integers.", "starter_code": "", "difficulty": "easy", "metadata": "{}",
            "public_test_cases": "[{\\"input\\": \\"3 4\\\\n\\", \\"output\\": \\"7\\\\n\\", \\"testtype\\": \\"stdin\\"}]",
            "private_test_cases": "eJxrYJlaxQABPWXR1UqZeQWlJUpWCkqGBgq6RjF5SjoKSvmlJVBBC4hASWpxSUllQSpIqLgkJTNPqVZHAUmvgYIBuk4DnDpjp+gBAKXvJsI="}""";

    private final LiveCodeBenchSuite benchmark = new LiveCodeBenchSuite(Sandboxes::best);

    @Test void theVerdictsAreTheOfficialRunners() {
        assertEquals(List.of(), Golden.differences(benchmark, Golden.rows("livecodebench.jsonl"), _ -> true));
    }

    @Test void aSavedAnswerIsRunAgainstPublicAndHiddenTests() {
        Item problem = new Item((ObjectNode) Json.MAPPER.readTree(PROBLEM), "problems.jsonl:1");
        Verdict right = benchmark.grade(benchmark.answered(problem, "```python\nprint(sum(map(int, input().split())))\n```"));
        Verdict wrong = benchmark.grade(benchmark.answered(problem, "```python\nprint(7)\n```"));
        assertTrue(right.fields().get("passed").booleanValue(), right.fields().toString());
        assertEquals(-2, wrong.fields().get("error_code").intValue());
        assertEquals(0.5, benchmark.scores(Golden.each(right, wrong), List.of()).getFirst().value());
    }

    @Test void thePromptHasAPlaceForTheProgram() {
        String asked = benchmark.ask(new Item((ObjectNode) Json.MAPPER.readTree(PROBLEM), "row"), List.of()).messages().get(1).path("content").stringValue();
        assertTrue(asked.startsWith("### Question:\nPrint the sum of two integers.\n\n### Format: Read the inputs from stdin"), asked);
    }

    @Test void aPickleOfAnythingButOneTextIsRefused() {
        assertTrue(assertThrows(UserError.class, () -> PickledText.of("no base64!")).getMessage().contains("expected base64 of zlib"));
    }
}
