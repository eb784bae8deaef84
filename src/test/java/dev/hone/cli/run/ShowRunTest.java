package dev.hone.cli.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a run file's rows become, before it is run: `hone show tokens RUN.yaml` and `hone show batch RUN.yaml`.
class ShowRunTest {
    private static final Path TRAINING = Path.of("src/test/resources/golden/training");

    @TempDir Path folder;
    private String rows;
    private String run;

    /// TRL's run on conversations: its rows and its configuration.
    @BeforeEach void writeTheRun() {
        JsonNode golden = Cli.json(TRAINING.resolve("sft/trajectory.json"));
        List<String> lines = new ArrayList<>();
        golden.get("rows").forEach(row -> lines.add(row.toString()));
        rows = Cli.write(folder.resolve("rows.jsonl"), lines.toArray(String[]::new)).toString();
        run = Cli.write(folder.resolve("run.yaml"), "model_name_or_path: " + TinyModel.TOKENIZER, "dataset_name: " + rows, "assistant_only_loss: true",
                "max_length: null", "per_device_train_batch_size: 2", "gradient_accumulation_steps: 3", "learning_rate: 0.003", "seed: 7",
                "output_dir: " + folder.resolve("out")).toString();
    }

    @Test void tokensAndLabelsAreThoseOfTheRun() {
        JsonNode features = Cli.json(TRAINING.resolve("sft/trajectory.json")).get("features");
        List<JsonNode> shown = Cli.done("show", "tokens", run, "--json", "--limit", "100").out().lines().map(Cli::json).toList();
        assertEquals(features.size(), shown.size());
        for (int r = 0; r < shown.size(); r++) {
            assertArrayEquals(Cli.ints(features.get(r).get("input_ids")), Cli.ints(shown.get(r).get("input_ids")));
            assertArrayEquals(Cli.ints(features.get(r).get("labels")), Cli.ints(shown.get(r).get("labels")));
            assertEquals(r + 1, shown.get(r).get("number").intValue());
        }
    }

    @Test void whatIsCutIsSaid() {
        String out = Cli.done("show", "tokens", run, "--max-length", "33", "--limit", "2").out();
        // rows of 38 and 107 tokens; the second has its answers behind
        assertTrue(out.contains("33 tokens, 4 of them learned; 5 more are cut away, the end of the answer among them"), out);
        assertTrue(out.contains("74 more are cut away, the end of the answer among them; not used: max_length cuts away all"), out);
        assertTrue(out.contains("messages") && out.contains("more rows follow"), out);
    }

    @Test void settingsAloneDo() {
        String out = Cli.done("show", "tokens", "--model", TinyModel.TOKENIZER.toString(), "--dataset_name", rows, "--train_on", "last", "--limit", "1").out();
        assertTrue(out.contains("38 tokens, 8 of them learned"), out);
        assertTrue(Cli.mistake("show", "tokens", "--dataset-name", rows).contains("model_name_or_path is missing"));
        assertTrue(Cli.mistake("show", "tokens", run, "--text", "x").contains("--text is given with a run's settings"));
        assertTrue(Cli.mistake("show", "tokens", "--text", "x").contains("--model is missing"));
    }

    /// A run file with beta is one of hone dpo; a reward model reads the same rows whole.
    @Test void answersThatAreJudged() {
        JsonNode golden = Cli.json(Path.of("src/test/resources/golden/losses/dpo.json"));
        String pairs = Cli.write(folder.resolve("pairs.jsonl"), golden.get("rows").valueStream().map(JsonNode::toString).toArray(String[]::new)).toString();
        String dpo = Cli.write(folder.resolve("dpo.yaml"), "model_name_or_path: " + TinyModel.TOKENIZER, "dataset_name: " + pairs, "beta: 0.2", "per_device_train_batch_size: 2").toString();
        List<JsonNode> shown = Cli.done("show", "tokens", dpo, "--json").out().lines().map(Cli::json).toList();
        for (int r = 0; r < golden.get("features").size(); r++) for (String side : List.of("chosen", "rejected")) {
            JsonNode expected = golden.get("features").get(r), got = shown.get(r).get(side);
            int[] prompt = Cli.ints(expected.get("prompt_ids")), answer = Cli.ints(expected.get(side + "_ids"));
            int[] whole = Arrays.copyOf(prompt, prompt.length + answer.length);
            System.arraycopy(answer, 0, whole, prompt.length, answer.length);
            assertArrayEquals(whole, Cli.ints(got.get("input_ids")));
            assertEquals(answer.length, Arrays.stream(Cli.ints(got.get("labels"))).filter(label -> label >= 0).count());
        }
        String text = Cli.done("show", "tokens", dpo, "--limit", "1").out();
        assertTrue(text.contains("both begin with the same 25") && text.contains("chosen") && text.contains("rejected"), text);

        List<JsonNode> batches = Cli.done("show", "batch", dpo, "--json").out().lines().map(Cli::json).toList();
        assertEquals(1, batches.size());
        for (JsonNode row : batches.getFirst().get("rows")) assertEquals(row.get("computed_tokens").intValue(), row.get("shared").intValue() + row.get("chosen").intValue() + row.get("rejected").intValue());
        assertTrue(Cli.done("show", "batch", dpo).out().contains("both begin with the same"));

        String reward = Cli.write(folder.resolve("reward.yaml"), "model_name_or_path: " + TinyModel.TOKENIZER, "dataset_name: " + pairs).toString();
        assertTrue(Cli.done("show", "tokens", reward, "--command", "reward", "--limit", "1").out().contains("rejected"));
        assertTrue(Cli.done("show", "batch", reward, "--command", "reward").out().contains("go through the model"));
    }

    /// KTO takes an answer at a time.
    @Test void answersWithAVerdict() {
        String verdicts = Cli.write(folder.resolve("verdicts.jsonl"), "{\"prompt\": \"2+3?\", \"completion\": \" 5\", \"label\": true}",
                "{\"prompt\": \"2+3?\", \"completion\": \" 6\", \"label\": false}").toString();
        String kto = Cli.write(folder.resolve("kto.yaml"), "model_name_or_path: " + TinyModel.TOKENIZER, "dataset_name: " + verdicts, "loss_type: kto", "per_device_train_batch_size: 2").toString();
        List<JsonNode> shown = Cli.done("show", "tokens", kto, "--command", "dpo", "--json").out().lines().map(Cli::json).toList();
        assertTrue(shown.get(0).has("good") && shown.get(1).has("bad"), shown.toString());
        assertTrue(Cli.done("show", "batch", kto, "--command", "dpo").out().contains("a good answer"));
    }

    @Test void aStepsBatchesInTheRunsOrder() {
        List<JsonNode> shown = Cli.done("show", "batch", run, "--json", "--steps", "2").out().lines().map(Cli::json).toList();
        assertEquals(6, shown.size());      // 2 steps of 3 micro-batches
        List<Integer> lines = new ArrayList<>();
        for (JsonNode batch : shown) for (JsonNode row : batch.get("rows")) {
            String where = row.get("segments").get(0).get("where").stringValue();
            lines.add(Integer.parseInt(where.substring(where.lastIndexOf(':') + 1)));
        }
        assertEquals(12, lines.stream().distinct().count());
        assertEquals(2, shown.getLast().get("step").intValue());
        assertFalse(lines.equals(lines.stream().sorted().toList()));
    }

    /// The rows that TRL's packing made of the same conversations: golden/training/packing.
    @Test void packedRowsAreTrls() {
        JsonNode golden = Cli.json(TRAINING.resolve("packing/packing.json"));
        JsonNode batch = Cli.json(Cli.done("show", "batch", run, "--packing", "--max-length", golden.get("max_length_packing").asString(),
                "--per-device-train-batch-size", "12", "--train-sampling-strategy", "sequential", "--json").out().lines().findFirst().orElseThrow());
        List<List<Integer>> wanted = new ArrayList<>();
        golden.get("results").get("packed_seq_lengths").forEach(row -> wanted.add(Arrays.stream(Cli.ints(row)).boxed().toList()));
        List<List<Integer>> got = new ArrayList<>();
        for (JsonNode row : batch.get("rows")) {
            List<Integer> lengths = new ArrayList<>();
            for (JsonNode segment : row.get("segments")) {
                lengths.add(segment.get("to").intValue() - segment.get("from").intValue());
                assertEquals(0, segment.get("position").intValue());
            }
            got.add(lengths);
        }
        assertEquals(wanted, got);
        String out = Cli.done("show", "batch", run, "--packing", "--max-length", "160", "--train-sampling-strategy", "sequential").out();
        assertTrue(out.contains("156 tokens, 98 % of max_length 160") && out.contains("positions 0 to 48"), out);
    }
}
