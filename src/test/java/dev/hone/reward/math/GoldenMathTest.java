package dev.hone.reward.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.data.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Verdicts of math-verify 0.9.0 (latex2sympy2_extended 1.11.0, sympy 1.14.0) on answers written for this file.
class GoldenMathTest {
    private final MathVerifier verifier = new MathVerifier(Duration.ofSeconds(5));

    @Test void theVerdictsAreThoseOfMathVerify() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (JsonNode row : rows()) {
            if (!row.path("kind").asString().equals("math_verify")) continue;
            var verdict = verifier.verify(row.path("gold").asString(), row.path("answer").asString());
            if (verdict.correct() != row.path("verdict").asBoolean())
                wrong.add((row.path("quirk").asBoolean() ? "quirk " : "core ") + row.path("id").asString() + " " + row.path("gold") + " " + row.path("answer") + " " + verdict);
        }
        assertEquals(List.of(), wrong);
    }

    static List<JsonNode> rows() throws IOException {
        try (var lines = Files.lines(Path.of("src/test/resources/golden/evals/math.jsonl"))) {
            return lines.map(line -> (JsonNode) Json.MAPPER.readTree(line)).toList();
        }
    }
}
