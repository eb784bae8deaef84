package dev.hone.reward.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.data.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Verdicts of math-verify 0.9.0 (latex2sympy2_extended 1.11.0, sympy 1.14.0) on answers written for this file.
class GoldenMathTest {
    /// Lines where we differ, for math-verify's own reasons are no mathematics (docs/rewards.md).
    private static final Set<String> DIFFERENT = Set.of("math-0223");

    private final MathVerifier verifier = new MathVerifier(Duration.ofSeconds(5));

    @Test void theVerdictsAreThoseOfMathVerify() throws IOException {
        assertEquals(DIFFERENT, differing("math_verify", "verdict"));
    }

    @Test void wholeNumbersOfACompetitionToo() throws IOException {
        assertEquals(Set.of(), differing("aime", "verdict_math_verify"));
    }

    @Test void theTextsFoundAreWhereMathVerifyFindsThem() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (JsonNode row : rows()) {
            if (!row.path("kind").asString().equals("math_verify") || row.path("quirk").asBoolean()) continue;
            boolean found = verify(row).answerExtracted() != null;
            if (found == row.path("answer_extracted").isEmpty()) wrong.add(row.path("id").asString());
        }
        assertEquals(List.of(), wrong);
    }

    private Set<String> differing(String kind, String verdict) throws IOException {
        Set<String> ids = new TreeSet<>();
        for (JsonNode row : rows()) {
            if (row.path("kind").asString().equals(kind) && verify(row).correct() != row.path(verdict).asBoolean()) ids.add(row.path("id").asString());
        }
        return ids;
    }

    private MathVerifier.Verdict verify(JsonNode row) {
        return verifier.verify(row.path("gold").asString(), row.path("answer").asString());
    }

    static List<JsonNode> rows() throws IOException {
        try (var lines = Files.lines(Path.of("src/test/resources/golden/evals/math.jsonl"))) {
            return lines.map(line -> (JsonNode) Json.MAPPER.readTree(line)).toList();
        }
    }
}
