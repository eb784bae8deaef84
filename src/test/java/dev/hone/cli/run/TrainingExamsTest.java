package dev.hone.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TrainingExamsTest {
    private static final String QUESTION = "Which of these animals says moo when it stands on the meadow and is hungry?";

    @TempDir Path folder;

    @BeforeEach void rows() {
        TinyModel.withTokenizer(folder.resolve("model"));
        Cli.write(folder.resolve("train.jsonl"), "{\"prompt\": \"" + QUESTION + "\", \"completion\": \" The cow.\"}", "{\"prompt\": \"And who miaows?\", \"completion\": \" The cat.\"}");
        String choices = "\"choices\": {\"text\": [\"the cow\", \"the cat\"], \"label\": [\"A\", \"B\"]}, \"answerKey\": \"A\"}";
        Cli.write(folder.resolve("arc-easy.jsonl"), "{\"id\": \"q1\", \"question\": \"" + QUESTION + "\", " + choices, "{\"id\": \"q2\", \"question\": \"Who gives milk?\", " + choices);
        Cli.write(folder.resolve("gsm8k.jsonl"), "{\"question\": \"What is 1 + 1?\", \"answer\": \"#### 2\"}");
    }

    private String[] line(String suites, String... more) {
        return Stream.concat(Stream.of("sft", "--model-name-or-path", folder.resolve("model").toString(), "--dataset-name", folder.resolve("train.jsonl").toString(), "--output-dir",
                folder.resolve("out").toString(), "--max-steps", "2", "--per-device-train-batch-size", "1", "--sample-prompts", "[]", "--force",
                "--eval-suites", suites, "--eval-suites-data", folder.toString()), Stream.of(more)).toArray(String[]::new);
    }

    private List<JsonNode> metrics() {
        return Cli.rows(folder.resolve("out/metrics.jsonl"));
    }

    @Test void theModelIsAskedBeforeWhileAndAfter() throws IOException {
        Cli cli = Cli.done(line("[arc-easy, gsm8k]", "--eval-suites-max-new-tokens", "4", "--eval-strategy", "steps", "--eval-steps", "1"));
        assertTrue(cli.err().contains("1 of 2 rows contain questions of arc-easy: " + folder.resolve("train.jsonl") + ":1 has 100 % of the words of question q1"), cli.err());
        List<JsonNode> evaluated = metrics().stream().filter(row -> row.has("eval_arc_easy_acc")).toList();
        assertEquals(List.of(1, 2), evaluated.stream().map(row -> row.get("step").intValue()).toList());
        assertTrue(evaluated.stream().allMatch(row -> row.has("eval_gsm8k_strict") && row.has("eval_gsm8k_difference")), evaluated.toString());
        for (String place : List.of("before", "step-1", "step-2")) assertEquals(2, Cli.rows(folder.resolve("out/eval/" + place + "/arc-easy.jsonl")).size());
        assertFalse(Files.exists(folder.resolve("out/eval/after")));
        assertTrue(Files.readString(folder.resolve("out/report.html")).contains("Suite by suite"));
        // the weights that were asked last are those that were kept
        Cli.done("eval", "arc-easy", "--model", folder.resolve("out").toString(), "--data", folder.resolve("arc-easy.jsonl").toString(), "--output", folder.resolve("again").toString(), "--quiet");
        JsonNode kept = Cli.rows(folder.resolve("again/arc-easy.jsonl")).getFirst().get("log_likelihoods");
        JsonNode asked = Cli.rows(folder.resolve("out/eval/step-2/arc-easy.jsonl")).getFirst().get("log_likelihoods");
        for (int i = 0; i < 2; i++) assertEquals(kept.get(i).doubleValue(), asked.get(i).doubleValue(), 1e-5);
    }

    @Test void withoutEvaluationsItIsAskedTwice() {
        Cli.done(line("[arc-easy]"));
        assertTrue(metrics().stream().noneMatch(row -> row.has("eval_arc_easy_acc")));
        for (String place : List.of("before", "after")) assertTrue(Files.exists(folder.resolve("out/eval/" + place + "/arc-easy.jsonl")), place);
    }

    @Test void theBestWeightsAreThoseThatDidBest() {
        Cli.done(line("[arc-easy]", "--eval-strategy", "steps", "--eval-steps", "1", "--save-steps", "1", "--load-best-model-at-end", "--metric-for-best-model", "arc_easy_acc"));
        assertTrue(Files.exists(folder.resolve("out/eval/after/arc-easy.jsonl")));
    }

    @Test void mistakes() {
        assertTrue(Cli.run(line("[mt-bench]")).err().contains("eval_suites has mt-bench, which cannot be put to a model without anybody else"));
        assertTrue(Cli.run(line("[hellaswag, gsm8k]")).err().contains("hellaswag: " + folder + " has neither a folder nor a file by the name hellaswag. Its rows are split validation of Rowan/hellaswag"));
    }
}
