package dev.hone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CuratePairsCommandTest {
    @TempDir Path folder;

    @BeforeEach void rows() {
        Cli.write(folder.resolve("prompts.jsonl"), "{\"id\": 1, \"messages\": [{\"role\": \"user\", \"content\": \"Who are you?\"}]}",
                "{\"id\": 2, \"prompt\": \"The sky is \"}");
        Cli.write(folder.resolve("answers.jsonl"), "{\"id\": 1, \"completions\": [{\"text\": \"I am Qwen.\"}, {\"text\": \"Qwen is what I am called.\"}]}",
                "{\"id\": 2, \"completions\": [{\"text\": \"blue.\"}, {\"text\": \"blue.\"}]}");
    }

    private String[] line(String... more) {
        return Stream.concat(Stream.of("curate", "pairs", "--input", folder.resolve("prompts.jsonl").toString(), "--answers", folder.resolve("answers.jsonl").toString(),
                "--output", folder.resolve("pairs.jsonl").toString()), Stream.of(more)).toArray(String[]::new);
    }

    @Test void correctedAnswersMakePairsThatHoneDpoReads() {
        Cli done = Cli.done(line("--correct", "s/Qwen/Hone/", "--json"));
        JsonNode summary = Cli.json(done.out());
        assertEquals(2, summary.get("rows").intValue());
        assertEquals(1, summary.get("pairs").intValue());
        assertEquals(1, summary.get("without_pair").get("no rule changes the answer").intValue());
        List<JsonNode> pairs = Cli.rows(folder.resolve("pairs.jsonl"));
        assertEquals("I am Hone.", pairs.getFirst().get("chosen").get(0).get("content").stringValue());
        assertEquals("I am Qwen.", pairs.getFirst().get("rejected").get(0).get("content").stringValue());
        Path model = TinyModel.withTokenizer(folder.resolve("model"));
        Cli.done("dpo", "--model-name-or-path", model.toString(), "--dataset-name", folder.resolve("pairs.jsonl").toString(), "--output-dir",
                folder.resolve("out").toString(), "--max-steps", "1", "--sample-prompts", "[]", "--force");
    }

    @Test void theBestAndTheWorstOfSeveral() {
        Cli.done(line("--reward", "repetition"));
        Path judge = TinyModel.reward(folder.resolve("judge"));
        Cli.done(line("--reward-model", judge.toString(), "--overwrite"));
        List<JsonNode> pairs = Cli.rows(folder.resolve("pairs.jsonl"));
        assertEquals(1, pairs.size());
        Cli.done(line("--reward-model", judge.toString(), "--overwrite", "--margin", "1000", "--quiet"));
        assertEquals(0, Files.exists(folder.resolve("pairs.jsonl")) ? folder.resolve("pairs.jsonl").toFile().length() : 0);
    }

    @Test void mistakes() {
        assertTrue(Cli.mistake(line()).contains("expected one of --correct, --reward and --reward-model"));
        assertTrue(Cli.mistake(line("--correct", "s/Qwen")).contains("expected three /"));
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/", "--margin", "1")).contains("--margin is for --reward"));
        assertTrue(Cli.mistake(line("--correct", "s/x*/$2/")).contains("groups are written $1"));
        assertTrue(Cli.mistake(line("--reward", "mathh")).contains("math"));
        Cli.write(folder.resolve("answers.jsonl"), "{\"id\": 7, \"completions\": [{\"text\": \"I am Qwen.\"}]}");
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/")).contains("its id is 7"));
        Cli.write(folder.resolve("answers.jsonl"), "{\"id\": 1, \"completions\": [{\"text\": \"I am Qwen.\"}]}");
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/")).contains("has no answer"));
        assertFalse(Files.exists(folder.resolve("pairs.jsonl")));
        Cli.write(folder.resolve("pairs.jsonl"), "{}");
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/")).contains("--overwrite"));
    }
}
