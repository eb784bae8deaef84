package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.eval.text.PunktData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Verdicts of official scorers on answers that are a letter or a number.
class GoldenAnswersTest {
    @Test void gsm8k() {
        assertEquals(List.of(), Golden.differences("gsm8k", ofKind("gsm8k")));
    }

    @Test void aime() {
        var wrong = Golden.differences("aime", ofKind("aime"));
        wrong.removeIf(line -> line.contains(" extracted:"));
        assertEquals(List.of(), wrong);
    }

    @Test void hendrycks() {
        assertEquals(List.of(), Golden.differences("math", ofKind("hendrycks_is_equiv")));
    }

    /// The one that differs is explained in docs/rewards.md.
    @Test void mathVerify() {
        var wrong = Golden.differences("math", ofKind("math_verify"));
        wrong.removeIf(line -> line.contains("extracted:"));
        assertEquals(List.of("math-0223 verdict: recorded false, got true"), wrong);
    }

    @Test void gpqa() {
        assertEquals(List.of(), Golden.differences("gpqa", Golden.rows("gpqa_extract.jsonl")));
    }

    @Test void mmluPro() {
        Path recordings = Golden.SHARED.resolve("mmlu_pro_extract.jsonl");
        assumeTrue(Files.exists(recordings), recordings + " is not there: its questions are not ours to ship");
        assertEquals(List.of(), Golden.differences("mmlu-pro", Golden.rows(recordings)));
    }

    private static List<ObjectNode> ofKind(String kind) {
        return Golden.rows("math.jsonl").stream().filter(row -> row.path("kind").asString().equals(kind)).toList();
    }
}
