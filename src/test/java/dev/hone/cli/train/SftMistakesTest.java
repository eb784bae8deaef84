package dev.hone.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What goes wrong in a run, or would, and what the user is told.
class SftMistakesTest {
    @TempDir Path folder;
    private Path out;

    @BeforeEach void aModelAndRows() {
        TinyModel.withTokenizer(folder.resolve("model"));
        JsonNode rows = Cli.json(Path.of("src/test/resources/golden/training/sft/trajectory.json")).get("rows");
        Cli.write(folder.resolve("rows.jsonl"), rows.valueStream().map(JsonNode::toString).toArray(String[]::new));
        out = folder.resolve("out");
    }

    private String[] sft(String... more) {
        List<String> arguments = new ArrayList<>(List.of("sft", "--model-name-or-path", folder.resolve("model").toString(), "--dataset-name",
                folder.resolve("rows.jsonl").toString(), "--output-dir", out.toString(), "--max-steps", "4", "--save-steps", "2", "--logging-steps", "1",
                "--per-device-train-batch-size", "2", "--sample-prompts", "[]", "--quiet"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    @Test void aLossThatIsNoNumberEndsTheRunBeforeItRuinsTheWeights() {
        String message = Cli.mistake(sft("--learning-rate", "1e25", "--save-steps", "1"));
        assertTrue(message.matches("step \\d: the (loss|gradient's norm) is (NaN|Infinity), so the weights were not changed\\. It learned from .*rows\\.jsonl:\\d+, .*"
                + "The last good weights are in .*checkpoint-\\d\\..*"), message);
        assertEquals("failed", Cli.json(out.resolve("run.json")).get("end").stringValue());
        assertTrue(Files.exists(out.resolve("report.html")));
    }

    @Test void aRunIsNotOverwrittenUnlessAsked() {
        Cli.done(sft());
        assertEquals("output_dir is " + out + ", where a run is already; go on with it with --resume, replace it with --overwrite, or name another folder", Cli.mistake(sft()));
        Cli.done(sft("--overwrite", "--max-steps", "2"));
        assertEquals(3, Cli.rows(out.resolve("metrics.jsonl")).size());
        assertFalse(Files.exists(out.resolve("checkpoint-4")));
    }

    @Test void aFinishedRunCanBeResumedAndStaysTheSame() throws IOException {
        Cli.done(sft());
        byte[] weights = Files.readAllBytes(out.resolve("model.safetensors"));
        Cli.done(sft("--resume"));
        assertEquals(5, Cli.rows(out.resolve("metrics.jsonl")).size());
        assertEquals(-1, Arrays.mismatch(weights, Files.readAllBytes(out.resolve("model.safetensors"))));
    }

    @Test void aRunGoesOnOnlyWithWhatItBeganWith() throws IOException {
        Cli.done(sft());
        String record = Files.readString(out.resolve("run.json"));
        String message = Cli.mistake(sft("--resume", "--learning-rate", "1", "--weight-decay", "0.5"));
        assertTrue(message.contains("learning_rate was 2.0E-5 and is 1.0") && message.contains("weight_decay was 0.0 and is 0.5"), message);
        assertEquals(record, Files.readString(out.resolve("run.json")));
        Files.writeString(folder.resolve("rows.jsonl"), "{\"text\":\"something else\"}\n");
        assertTrue(Cli.mistake(sft("--resume")).contains("the data, or how they become tokens, is not the same"));
    }

    @Test void halfWrittenCheckpointsAreIgnoredAndCleanedAway() throws IOException {
        Cli.done(sft());
        Files.createDirectories(out.resolve(".checkpoint-9.0123abcd.tmp"));
        Files.createDirectories(out.resolve("checkpoint-9"));
        Cli.done(sft("--resume"));
        assertFalse(Files.exists(out.resolve(".checkpoint-9.0123abcd.tmp")));
    }

    @Test void theBestCheckpointIsKeptAndItsWeightsAreTheModel() throws IOException {
        // a rate so high that the first evaluation stays the best
        Cli.done(sft("--eval-dataset", folder.resolve("rows.jsonl").toString(), "--eval-strategy", "steps", "--eval-steps", "1", "--save-steps", "4",
                "--save-total-limit", "1", "--load-best-model-at-end", "--learning-rate", "0.1", "--max-steps", "5"));
        List<JsonNode> evaluations = Cli.rows(out.resolve("metrics.jsonl")).stream().filter(row -> row.has("eval_loss")).toList();
        int best = evaluations.stream().min(Comparator.comparingDouble(row -> row.get("eval_loss").doubleValue())).orElseThrow().get("step").intValue();
        try (Stream<Path> entries = Files.list(out)) {
            assertEquals(Stream.of("checkpoint-" + best, "checkpoint-5").distinct().sorted().toList(),
                    entries.map(entry -> entry.getFileName().toString()).filter(name -> name.contains("checkpoint")).sorted().toList());
        }
        assertEquals(-1, Files.mismatch(out.resolve("checkpoint-" + best + "/model.safetensors"), out.resolve("model.safetensors")));
    }

    @Test void everyRowIsAccountedFor() throws IOException {
        Files.writeString(folder.resolve("rows.jsonl"), "{\"messages\":[]}\nno JSON\n", StandardOpenOption.APPEND);
        Cli.done(sft("--on-bad-row", "skip", "--max-length", "40", "--force"));
        List<JsonNode> rows = Cli.rows(out.resolve("rows.jsonl"));
        assertEquals(14, rows.size());
        assertEquals(List.of("cut", "dropped", "used"), rows.stream().map(row -> row.get("fate").stringValue()).distinct().sorted().toList());
        assertTrue(rows.stream().filter(row -> row.get("fate").stringValue().equals("dropped")).allMatch(row -> !row.get("reason").stringValue().isBlank()));
        JsonNode data = Cli.json(out.resolve("run.json")).get("data");
        assertEquals(14, data.get("used").intValue() + data.get("cut").intValue() + data.get("dropped").intValue());
    }

    @Test void whatIsMissingOrMistyped() {
        assertTrue(Cli.mistake("sft", "--output-dir", out.toString()).contains("model_name_or_path is missing"));
        assertTrue(Cli.mistake("sft").contains("output_dir is missing"));
        Cli.write(folder.resolve("run.yaml"), "learning_rat: 1");
        assertEquals(folder.resolve("run.yaml") + ":1: learning_rat is no setting of hone sft; did you mean learning_rate?", Cli.mistake("sft", folder.resolve("run.yaml").toString()));
        assertTrue(Cli.mistake(sft("--output-dir", folder.resolve("model").toString())).contains("which holds a model"));
        assertTrue(Cli.mistake(sft("--output-dir", folder.resolve("model").toString(), "--overwrite")).contains("where the model to train lies"));
        assertTrue(Cli.mistake(sft("--load-best-model-at-end")).contains("eval_strategy"));
    }

    @Test void answersBeforeAndAfterStandInRecordAndReport() throws IOException {
        List<String> arguments = new ArrayList<>(List.of(sft("--sample-max-new-tokens", "4")));
        arguments.removeAll(List.of("--sample-prompts", "[]"));
        Cli.done(arguments.toArray(String[]::new));
        JsonNode answers = Cli.json(out.resolve("run.json")).get("answers");
        assertEquals(3, answers.size());
        assertTrue(answers.get(0).get("prompt").stringValue().contains("What is the sum of two and three?") && answers.get(0).has("before") && answers.get(0).has("after"));
        assertTrue(Files.readString(out.resolve("report.html")).contains("Answers before and after"));
    }
}
