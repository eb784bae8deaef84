package dev.hone.reward.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.data.Json;
import dev.hone.reward.sandbox.Sandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What LiveCodeBench's own functions gave, in Python 3.11, for programs written for this file.
class GoldenLiveCodeBenchTest {
    @Test void extractCode() throws IOException {
        check("extract_code", row -> CodeBlock.last(row.path("model_output").asString()), row -> row.path("chat").asString());
    }

    @Test void passAtK() throws IOException {
        check("pass_at_k", row -> rounded(PassAtK.any(row.path("n").intValue(), row.path("c").intValue(), row.path("k").intValue())),
                row -> rounded(row.path("value").doubleValue()));
    }

    @Test void passHatK() throws IOException {
        check("pass_hat_k", row -> rounded(PassAtK.all(row.path("n").intValue(), row.path("c").intValue(), row.path("k").intValue())),
                row -> rounded(row.path("value").doubleValue()));
    }

    @Test void runTest() throws IOException {
        var sandbox = Sandboxes.best();
        check("run_test", row -> {
            try {
                return new LiveCodeBench(sandbox, row.path("timeout").doubleValue()).grade(row.path("code").asString(), TestCases.of(row, null))
                        .stream().map(verdict -> verdict == Verdict.PASSED ? "true" : String.valueOf(verdict.number())).toList();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, row -> row.path("results").valueStream().map(JsonNode::asString).toList());
    }

    private static String rounded(double value) {
        return String.format("%.12f", value);
    }

    private static void check(String kind, Function<JsonNode, Object> ours, Function<JsonNode, Object> golden) throws IOException {
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/golden/evals/livecodebench.jsonl"))) {
            for (JsonNode row : lines.map(line -> (JsonNode) Json.MAPPER.readTree(line)).toList()) {
                if (!row.path("kind").asString().equals(kind)) continue;
                cases++;
                Object got = ours.apply(row), expected = golden.apply(row);
                if (!got.equals(expected)) wrong.add(row.path("id").asString() + ": got " + got + ", expected " + expected);
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(true, cases > 3);
    }
}
