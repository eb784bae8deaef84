package dev.hone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The commands of examples/sums over its own files, with a small model.
class SumsExampleTest {
    private static final Path EXAMPLE = Path.of("examples/sums");
    private static final String REWARD = EXAMPLE.resolve("RightSum.java").toString();

    @TempDir Path folder;

    @ParameterizedTest @CsvSource({"grpo, run.yaml", "ppo, ppo.yaml"})
    void itLearnsAndIsMeasured(String command, String run) {
        String model = TinyModel.grpo(folder.resolve("model")).toString(), out = folder.resolve("out").toString();
        Cli.done(command, EXAMPLE.resolve(run).toString(), "--model-name-or-path", model, "--dataset-name", EXAMPLE.resolve("prompts.jsonl").toString(),
                "--rewards", "[{name: java, arguments: {source: " + REWARD + "}}]", "--output-dir", out, "--max-steps", "1", "--sample-prompts", "[]");
        assertTrue(Cli.rows(folder.resolve("out/metrics.jsonl")).getFirst().has("rewards/java/mean"));
        assertTrue(Cli.done("show", "rollouts", out, "--limit", "1").out().contains("Answer with the number only."));
        Cli.done("generate", "--model", out, "--input", EXAMPLE.resolve("held-out.jsonl").toString(), "--output", folder.resolve("answers.jsonl").toString(),
                "--keep", "--greedy", "--max-new-tokens", "2");
        Cli.done("grade", "--reward", "java", "--argument", "source=" + REWARD, "--input", folder.resolve("answers.jsonl").toString(),
                "--output", folder.resolve("verdicts.jsonl").toString());
        List<JsonNode> verdicts = Cli.rows(folder.resolve("verdicts.jsonl"));
        assertEquals(100, verdicts.size());
        assertTrue(verdicts.stream().allMatch(row -> row.get("rewards").get(0).isNumber()));
    }

    @Test void whatIsMeasuredIsNotLearned() {
        Set<JsonNode> learned = new HashSet<>(Cli.rows(EXAMPLE.resolve("prompts.jsonl")).stream().map(row -> row.get("prompt")).collect(Collectors.toSet()));
        for (JsonNode row : Cli.rows(EXAMPLE.resolve("held-out.jsonl"))) assertTrue(!learned.contains(row.get("messages")), row.toString());
    }
}
