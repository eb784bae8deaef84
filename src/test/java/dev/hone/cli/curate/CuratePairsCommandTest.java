package dev.hone.cli.curate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import dev.hone.reward.Reward;
import dev.hone.reward.RewardRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        assertEquals(1, summary("--reward-model", judge.toString(), "--overwrite").get("pairs").intValue());
        assertEquals(1, Cli.rows(folder.resolve("pairs.jsonl")).size());
        JsonNode none = summary("--reward-model", judge.toString(), "--overwrite", "--margin", "1000");
        assertEquals(0, none.get("pairs").intValue());
        assertEquals(1, none.get("without_pair").get("best and worst answer are closer than the margin").intValue());
        assertEquals(List.of(), Cli.rows(folder.resolve("pairs.jsonl")));
    }

    private JsonNode summary(String... more) {
        return Cli.json(Cli.done(line(Stream.concat(Stream.of(more), Stream.of("--json")).toArray(String[]::new))).out());
    }

    @Test void aRewardTakesItsArgumentsAsInARunFile() {
        // Lengths 10 and 25 of a target of 10: worth 1 and max(0, 1 - 15/10) = 0
        Cli.done(line("--reward", "{name: length, arguments: {target: 10, unit: characters}}", "--reward", "repetition"));
        JsonNode pair = Cli.rows(folder.resolve("pairs.jsonl")).getFirst();
        assertEquals("I am Qwen.", pair.get("chosen").get(0).get("content").stringValue());
        assertTrue(Cli.mistake(line("--reward", "{name: length, argument: {target: 10}}", "--overwrite")).contains("reward[0] has argument, which is unknown"));
    }

    @Test void aWholeAnswerIsReplaced() {
        Cli.write(folder.resolve("prompts.jsonl"), "{\"id\": 1, \"name\": \"Hone\", \"messages\": [{\"role\": \"user\", \"content\": \"Who are you?\"}]}", "{\"id\": 2, \"name\": 7, \"prompt\": \"The sky is \"}");
        Cli.done(line("--better", "I am {name}."));
        List<JsonNode> pairs = Cli.rows(folder.resolve("pairs.jsonl"));
        assertEquals("I am Hone.", pairs.getFirst().get("chosen").get(0).get("content").stringValue());
        assertEquals("I am Qwen.", pairs.getFirst().get("rejected").get(0).get("content").stringValue());
        assertEquals("I am 7.", pairs.getLast().get("chosen").stringValue());
        Cli.done(line("--worse", "I am {name}.", "--overwrite"));
        assertEquals("I am 7.", Cli.rows(folder.resolve("pairs.jsonl")).getLast().get("rejected").stringValue());
        assertEquals(1, summary("--better", "blue.", "--overwrite").get("without_pair").get("the model says just that").intValue());
        assertTrue(Cli.mistake(line("--better", "I am {nam}.", "--overwrite")).contains("prompts.jsonl:1: the text names {nam}, and column nam is not in the row"));
    }

    @Test void anAnswerThatItsLengthCutTeachesNothing() {
        Cli.write(folder.resolve("answers.jsonl"), "{\"id\": 1, \"completions\": [{\"text\": \"I am Qwen, and\", \"finish_reason\": \"length\"}, {\"text\": \"Qwen.\", \"finish_reason\": \"stop\"}]}",
                "{\"id\": 2, \"completions\": [{\"text\": \"Qwen and\", \"finish_reason\": \"length\"}]}");
        JsonNode summary = summary("--correct", "s/Qwen/Hone/");
        assertEquals(3, summary.get("answers").intValue());
        assertEquals(2, summary.get("answers_unfinished").intValue());
        assertEquals(1, summary.get("without_pair").get("its length cut every answer").intValue());
        assertEquals("Hone.", Cli.rows(folder.resolve("pairs.jsonl")).getFirst().get("chosen").get(0).get("content").stringValue());
        assertEquals(2, summary("--correct", "s/Qwen/Hone/", "--unfinished", "keep", "--overwrite").get("pairs").intValue());
    }

    @Test void aModelIsAskedOnce() {
        Path model = TinyModel.withTokenizer(folder.resolve("model"));
        String[] line = {"curate", "pairs", "--input", folder.resolve("prompts.jsonl").toString(), "--output", folder.resolve("pairs.jsonl").toString(), "--overwrite", "--unfinished", "keep",
            "--model", model.toString(), "--max-new-tokens", "6", "--reward", "{name: java, arguments: {class_name: dev.hone.cli.curate.CuratePairsCommandTest$ByText}}", "--samples", "3"};
        Cli.done(line);
        List<JsonNode> pairs = Cli.rows(folder.resolve("pairs.jsonl"));
        assertEquals(2, pairs.size());
        Path cache = only(folder.resolve(".answers"));
        List<JsonNode> kept = Cli.rows(cache);
        assertEquals(3, kept.getFirst().get("answers").size());

        // Killed while the second prompt's answers were written: what is cut off is asked again, the rest is not.
        Cli.write(cache, kept.getFirst().toString(), kept.getLast().toString().substring(0, 40));
        cut(cache);
        Cli.done(line);
        assertEquals(kept, Cli.rows(cache));
        assertEquals(pairs, Cli.rows(folder.resolve("pairs.jsonl")));

        // Rows may move: an answer belongs to its prompt. What was said before is taken as it stands in the cache.
        List<JsonNode> rows = Cli.rows(folder.resolve("prompts.jsonl"));
        Cli.write(folder.resolve("prompts.jsonl"), rows.getLast().toString(), rows.getFirst().toString());
        Cli.done(line);
        assertEquals(pairs.reversed(), Cli.rows(folder.resolve("pairs.jsonl")));
        assertEquals(kept, Cli.rows(cache));
    }

    /// Any two texts differ.
    public static final class ByText implements Reward {
        @Override public double[] score(List<RewardRequest> answers) {
            return answers.stream().mapToDouble(answer -> answer.answer().hashCode()).toArray();
        }
    }

    private static Path only(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.reduce((_, _) -> { throw new AssertionError("more than one file in " + folder); }).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Takes the last line's end away.
    private static void cut(Path file) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test void mistakes() {
        assertTrue(Cli.mistake("curate", "pairs", "--input", folder.resolve("none.jsonl").toString(), "--model", "x", "--output", folder.resolve("none.out").toString(), "--better", "a")
                .endsWith("none.jsonl: no such file"));
        assertTrue(Cli.mistake(line()).contains("expected one of --correct, --better, --worse, --reward and --reward-model; 0 are given"));
        assertTrue(Cli.mistake(line("--correct", "s/Qwen")).contains("expected three /"));
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/", "--margin", "1")).contains("--margin is for --reward"));
        assertTrue(Cli.mistake(line("--correct", "s/x*/$2/")).contains("groups are written $1"));
        assertTrue(Cli.mistake(line("--reward", "mathh")).contains("math"));
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/", "--model", "x")).contains("expected one of --answers and --model; 2 are given"));
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/", "--top-k", "5")).contains("--top-k is for --model"));
        assertTrue(Cli.mistake(line("--reward", "repetition", "--length-ratio", "1.5")).contains("without token_ids"));
        assertTrue(Cli.mistake(line("--reward", "repetition", "--length-ratio", "0.5")).contains("length_ratio is 0.5; expected a number from 1 on"));
        Cli.write(folder.resolve("answers.jsonl"), "{\"id\": 7, \"completions\": [{\"text\": \"I am Qwen.\"}]}");
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/")).contains("its id is 7"));
        Cli.write(folder.resolve("answers.jsonl"), "{\"id\": 1, \"completions\": [{\"text\": \"I am Qwen.\"}]}");
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/")).contains("has no answer"));
        Cli.write(folder.resolve("prompts.jsonl"), "{\"id\": 1, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"I am Qwen.\"}]}");
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/")).contains("prompts.jsonl:1: its last message is the assistant's"));
        assertFalse(Files.exists(folder.resolve("pairs.jsonl")));
        Cli.write(folder.resolve("pairs.jsonl"), "{}");
        assertTrue(Cli.mistake(line("--correct", "s/Qwen/Hone/")).contains("--overwrite"));
    }
}
