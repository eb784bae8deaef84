package dev.hone.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.Safetensors;
import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Runs of TRL's `DPOTrainer` and `RewardTrainer` again, from raw rows through the commands: every logged number of every step,
/// and the final weights.
class PreferenceGoldenTest {
    private static final Path TRAINING = Path.of("src/test/resources/golden/training");
    private static final List<String> OF_BOTH = List.of("loss", "grad_norm", "learning_rate", "num_tokens", "epoch", "step");
    private static final List<String> OF_DPO = Stream.concat(OF_BOTH.stream(), Stream.of("entropy", "mean_token_accuracy", "logits/chosen", "logits/rejected",
            "logps/chosen", "logps/rejected", "rewards/chosen", "rewards/rejected", "rewards/accuracies", "rewards/margins")).toList();
    private static final List<String> OF_REWARD = Stream.concat(OF_BOTH.stream(), Stream.of("min_reward", "mean_reward", "max_reward", "accuracy", "margin")).toList();

    @TempDir Path folder;

    private ObjectNode runFile(JsonNode trajectory, Path model) {
        Cli.write(folder.resolve("rows.jsonl"), trajectory.get("rows").valueStream().map(JsonNode::toString).toArray(String[]::new));
        return ((ObjectNode) trajectory.get("config").deepCopy()).put("model_name_or_path", model.toString())
                .put("dataset_name", folder.resolve("rows.jsonl").toString()).put("output_dir", folder.resolve("out").toString())
                .put("logging_steps", 1).put("save_strategy", "no");
    }

    private void train(String command, ObjectNode run, String... flags) {
        Cli.write(folder.resolve("run.yaml"), run.toString());
        Cli.done(Stream.concat(Stream.of(command, folder.resolve("run.yaml").toString(), "--force"), Stream.of(flags)).toArray(String[]::new));
    }

    private static JsonNode trajectory(String name) {
        return Cli.json(TRAINING.resolve(name).resolve("trajectory.json"));
    }

    /// The reference asked beforehand or at each step, the prompt shared or not, all of a micro-batch in one pass or pair by pair.
    @ParameterizedTest @CsvSource({"true, true, 512", "false, true, 512", "true, false, 512", "false, true, 10"})
    void dpo(boolean precompute, boolean share, int tokensPerPass) {
        JsonNode trajectory = trajectory("dpo");
        train("dpo", runFile(trajectory, TinyModel.withTokenizer(folder.resolve("model"))).put("precompute_ref_log_probs", precompute)
                .put("share_prompt", share).put("max_tokens_per_pass", tokensPerPass), "--sample-prompts", "[]");
        SftGoldenTest.compareSteps(trajectory.get("steps"), OF_DPO, folder.resolve("out/metrics.jsonl"));
        SftGoldenTest.compareWeights(TRAINING.resolve("dpo/trajectory.safetensors"), "final.", folder.resolve("out/model.safetensors"));
    }

    @ParameterizedTest @CsvSource({"true, 512", "false, 512", "true, 10"})
    void reward(boolean share, int tokensPerPass) {
        JsonNode trajectory = trajectory("reward");
        train("reward", runFile(trajectory, TinyModel.rewardBase(folder.resolve("model"))).put("share_prompt", share).put("max_tokens_per_pass", tokensPerPass));
        SftGoldenTest.compareSteps(trajectory.get("steps"), OF_REWARD, folder.resolve("out/metrics.jsonl"));
        SftGoldenTest.compareWeights(TRAINING.resolve("reward/trajectory.safetensors"), "final.", folder.resolve("out/model.safetensors"));
    }

    /// A pair's cost may depend on the others: in parts or in one pass, the run is the same.
    @Test void lossesThatCouplePairsMayBeCutIntoPasses() {
        JsonNode trajectory = trajectory("dpo");
        ObjectNode run = runFile(trajectory, TinyModel.withTokenizer(folder.resolve("model"))).put("per_device_train_batch_size", 4).put("max_steps", 3);
        run.putArray("loss_type").add("aot").add("sft");
        train("dpo", run.put("max_tokens_per_pass", 4096), "--sample-prompts", "[]");
        List<JsonNode> whole = Cli.rows(folder.resolve("out/metrics.jsonl"));
        train("dpo", run.put("max_tokens_per_pass", 10), "--sample-prompts", "[]", "--overwrite");
        List<JsonNode> parts = Cli.rows(folder.resolve("out/metrics.jsonl"));
        for (int i = 0; i < 3; i++) for (String metric : List.of("loss", "grad_norm", "rewards/margins"))
            assertEquals(whole.get(i).get(metric).doubleValue(), parts.get(i).get(metric).doubleValue(), 1e-4, metric);
    }

    /// A run that was cut short goes on to the same bits, from what the reference said before the first step.
    @Test void aRunGoesOnToTheSameBits() throws IOException {
        ObjectNode run = runFile(trajectory("dpo"), TinyModel.withTokenizer(folder.resolve("model"))).put("save_strategy", "steps").put("save_steps", 3);
        train("dpo", run, "--sample-prompts", "[]");
        byte[] whole = Files.readAllBytes(folder.resolve("out/model.safetensors"));
        String metrics = Files.readString(folder.resolve("out/metrics.jsonl"));
        for (String later : List.of("checkpoint-6", "checkpoint-8")) deleteFolder(folder.resolve("out").resolve(later));
        train("dpo", run, "--sample-prompts", "[]", "--resume");
        assertTrue(java.util.Arrays.equals(whole, Files.readAllBytes(folder.resolve("out/model.safetensors"))));
        assertEquals(withoutTimes(metrics), withoutTimes(Files.readString(folder.resolve("out/metrics.jsonl"))));
        try (Stream<Path> files = Files.list(folder.resolve("out/reference"))) {
            assertEquals(List.of("-answers.json", ".safetensors"), files.map(file -> file.getFileName().toString().substring(32)).sorted().toList());
        }
    }

    /// What the reference said of other rows is never taken: the file is another, and the old one goes.
    @Test void aStaleReferenceIsNotUsed() throws IOException {
        JsonNode trajectory = trajectory("dpo");
        ObjectNode run = runFile(trajectory, TinyModel.withTokenizer(folder.resolve("model"))).put("max_steps", 2);
        train("dpo", run, "--sample-prompts", "[]");
        String first = onlyFile(folder.resolve("out/reference"));
        train("dpo", run.put("beta", 0.5), "--sample-prompts", "[]", "--overwrite");
        assertEquals(first, onlyFile(folder.resolve("out/reference")), "another beta asks nothing else of the reference");
        train("dpo", run.put("max_length", 30), "--sample-prompts", "[]", "--overwrite");
        assertTrue(!first.equals(onlyFile(folder.resolve("out/reference"))));
    }

    private static String onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".safetensors")).toList();
            assertEquals(1, all.size());
            return all.getFirst().getFileName().toString();
        }
    }

    private static String withoutTimes(String metrics) {
        return metrics.replaceAll("\"[^\"]*(second|runtime|step_time)[^\"]*\":[^,}]*", "");
    }

    private static void deleteFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }

    /// An adapter's reference is the base below it; trained whole or as an adapter, a reward model is scored by `hone score`.
    @Test void adapters() {
        JsonNode dpo = trajectory("dpo");
        Path base = TinyModel.withTokenizer(folder.resolve("model"));
        for (boolean precompute : new boolean[] {true, false}) {
            ObjectNode run = runFile(dpo, base).put("use_peft", true).put("lora_r", 4).put("max_steps", 2).put("precompute_ref_log_probs", precompute);
            train("dpo", run, "--sample-prompts", "[]", "--overwrite");
            assertEquals(Math.log(2), Cli.rows(folder.resolve("out/metrics.jsonl")).getFirst().get("loss").doubleValue(), 1e-6);
        }
        ObjectNode run = runFile(trajectory("reward"), base).put("use_peft", true).put("lora_r", 4).put("max_steps", 2);
        train("reward", run, "--overwrite");
        try (Safetensors adapter = Safetensors.open(folder.resolve("out/adapter_model.safetensors"))) {
            assertTrue(adapter.names().stream().anyMatch(name -> name.endsWith("score.weight")), adapter.names().toString());
        }
        Cli.done("score", "--reward", folder.resolve("out").toString(), "--input", folder.resolve("rows.jsonl").toString(), "--output", folder.resolve("scores.jsonl").toString());
        assertEquals(8, Cli.rows(folder.resolve("scores.jsonl")).size());
    }

    @Test void heldOutPairsAreMeasured() throws IOException {
        for (String command : List.of("dpo", "reward")) {
            ObjectNode run = runFile(trajectory(command), TinyModel.withTokenizer(folder.resolve("model"))).put("eval_strategy", "steps").put("eval_steps", 4)
                    .put("eval_dataset", folder.resolve("rows.jsonl").toString());
            train(command, run, "--overwrite", "--sample-prompts", "[]");
            List<JsonNode> evaluated = Cli.rows(folder.resolve("out/metrics.jsonl")).stream().filter(row -> row.has("eval_loss")).toList();
            assertEquals(2, evaluated.size());
            String report = Files.readString(folder.resolve("out/report.html"));
            assertTrue(report.contains("in the last 16 pairs") && report.contains("Tokens of an answer, from where the two differ"), command);
            assertTrue(evaluated.getFirst().has(command.equals("dpo") ? "eval_rewards/accuracies" : "eval_accuracy"));
        }
    }
}
