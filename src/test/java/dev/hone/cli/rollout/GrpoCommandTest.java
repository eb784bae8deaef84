package dev.hone.cli.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `hone grpo` from prompts: it samples, judges, learns, keeps what it did, and goes on where it stopped.
class GrpoCommandTest {
    /// Whether an answer has an e anywhere: some of those that the model begins with have.
    private static final String REWARDS = "rewards: [{name: format, arguments: {regex: '(?s).*e.*'}}]";

    @TempDir Path folder;
    private OnlineRun runs;

    @BeforeEach void makeModelAndPrompts() {
        runs = OnlineRun.in(folder, "grpo", REWARDS, "num_generations: 4", "per_device_train_batch_size: 8", "max_completion_length: 12", "logging_steps: 1",
                "sample_prompts: []", "report_to: none");
    }

    @Test void whatIsRewardedBecomesMore() {
        Cli.done("grpo", runs.file("out", "max_steps: 40", "learning_rate: 3e-3", "lr_scheduler_type: constant", "save_strategy: no").toString());
        List<JsonNode> rows = runs.metrics("out").subList(0, 40);
        double before = OnlineRun.mean(rows.subList(0, 5), "reward"), after = OnlineRun.mean(rows.subList(35, 40), "reward");
        assertTrue(after > before + 0.2, before + " to " + after);
        assertTrue(OnlineRun.mean(rows, "sampling/sampling_logp_difference/max") < 1e-3, "what samples is what learns");
    }

    @Test void everyAnswerIsKeptWithWhatWasGivenForIt() {
        Cli.done("grpo", runs.file("out", "max_steps: 1", "beta: 0.1").toString());
        List<JsonNode> rows = Cli.rows(folder.resolve("out/rollouts/000000.jsonl"));
        assertEquals(8, rows.size());
        double sum = 0;
        for (JsonNode row : rows) {
            int[] ids = Cli.ints(row.get("completion_ids"));
            assertEquals(ids.length, row.get("sampled_logps").size());
            assertEquals(ids.length, row.get("ref_logps").size());
            assertEquals(ids[ids.length - 1] == 2, row.get("ended").booleanValue());
            assertEquals(row.get("completion").stringValue().contains("e") ? 1 : 0, row.get("rewards").get("format").doubleValue(), 0);
            sum += row.get("advantages").doubleValue();
        }
        assertEquals(0, sum, 1e-5);
        assertEquals(0, runs.metrics("out").getFirst().get("kl").doubleValue(), 1e-6);
    }

    /// In the middle of a generation, with answers left to learn from.
    @Test void aRunGoesOnToTheSameBitsWithItsRollouts() throws IOException {
        Path run = runs.file("out", "max_steps: 6", "num_iterations: 2", "steps_per_generation: 2", "beta: 0.02", "learning_rate: 1e-3", "save_strategy: steps", "save_steps: 3");
        Cli.done("grpo", run.toString());
        byte[] whole = Files.readAllBytes(folder.resolve("out/model.safetensors"));
        String metrics = runs.withoutTimes("out");
        byte[] rollouts = Files.readAllBytes(folder.resolve("out/rollouts/000001.jsonl"));
        OnlineRun.delete(folder.resolve("out/checkpoint-6"));
        OnlineRun.delete(folder.resolve("out/rollouts"));
        Cli.done("grpo", run.toString(), "--resume");
        assertArrayEquals(whole, Files.readAllBytes(folder.resolve("out/model.safetensors")));
        assertEquals(metrics, runs.withoutTimes("out"));
        assertArrayEquals(rollouts, Files.readAllBytes(folder.resolve("out/rollouts/000001.jsonl")));
        assertFalse(Files.exists(folder.resolve("out/rollouts/000000.jsonl")), "what was sampled before the checkpoint is not sampled again");
    }

    /// Each step's entropy decides what the next step's is worth; a run that goes on knows both.
    @Test void theWorthOfEntropyFollowsIt() throws IOException {
        Path run = runs.file("out", "max_steps: 4", "learning_rate: 1e-3", "save_strategy: steps", "save_steps: 2", "use_adaptive_entropy: true",
                "entropy_coef: 0.2", "entropy_coef_delta: 0.3", "entropy_coef_max: 0.6", "entropy_target: 50");
        Cli.done("grpo", run.toString());
        List<JsonNode> rows = runs.metrics("out").subList(0, 4);
        assertEquals(List.of(0.5, 0.6, 0.6, 0.6), rows.stream().map(row -> row.get("entropy_coef").doubleValue()).toList());
        assertFalse(rows.getFirst().has("policy_loss"), "nothing is worth anything before it is measured");
        JsonNode second = rows.get(1);
        assertEquals(0.5 * second.get("entropy").doubleValue(), second.get("policy_loss").doubleValue() - second.get("loss").doubleValue(), 1e-4);
        byte[] whole = Files.readAllBytes(folder.resolve("out/model.safetensors"));
        OnlineRun.delete(folder.resolve("out/checkpoint-4"));
        Cli.done("grpo", run.toString(), "--resume");
        assertArrayEquals(whole, Files.readAllBytes(folder.resolve("out/model.safetensors")));
        assertEquals(rows.getLast().get("entropy_coef"), runs.metrics("out").get(3).get("entropy_coef"));
    }

    @Test void aRunThatIsReplacedLeavesNoAnswers() throws IOException {
        Cli.done("grpo", runs.file("out", "max_steps: 2", "save_strategy: no").toString());
        assertTrue(Files.exists(folder.resolve("out/rollouts/000001.jsonl")));
        Cli.done("grpo", runs.file("out", "max_steps: 1", "save_strategy: no").toString(), "--overwrite");
        try (Stream<Path> left = Files.list(folder.resolve("out/rollouts"))) {
            assertEquals(List.of("000000.jsonl"), left.map(file -> file.getFileName().toString()).toList());
        }
    }

    /// What a run recorded teaches another run the same.
    @Test void recordedAnswersReproduceTheStep() throws IOException {
        Path run = runs.file("out", "max_steps: 1", "learning_rate: 1e-3");
        Cli.done("grpo", run.toString());
        Cli.done("grpo", run.toString(), "--replay", folder.resolve("out/rollouts/000000.jsonl").toString(), "--output-dir", folder.resolve("again").toString());
        assertArrayEquals(Files.readAllBytes(folder.resolve("out/model.safetensors")), Files.readAllBytes(folder.resolve("again/model.safetensors")));
        for (String metric : List.of("loss", "grad_norm", "entropy", "completions/mean_length"))
            assertEquals(runs.metrics("out").getFirst().get(metric), runs.metrics("again").getFirst().get(metric), metric);
    }

    /// Neither how answers are cut into passes nor whether they share their prompts changes what is learned.
    @Test void passesAndSharingChangeNothing() {
        String[] settings = {"max_steps: 2", "learning_rate: 1e-3", "beta: 0.1", "top_entropy_quantile: 0.5", "entropy_coef: 0.01", "gradient_accumulation_steps: 2"};
        Cli.done("grpo", runs.file("whole", settings).toString());
        Cli.done("grpo", runs.file("apart", settings).toString(), "--share-prompt", "false", "--max-tokens-per-pass", "40");
        for (int step = 0; step < 2; step++) for (String metric : List.of("loss", "grad_norm", "kl", "entropy", "reward"))
            assertEquals(runs.metrics("whole").get(step).get(metric).doubleValue(), runs.metrics("apart").get(step).get(metric).doubleValue(), 2e-4, metric);
    }

    /// All answers are equally good: nothing moves, and the run says so.
    @Test void groupsWithoutDifferencesTeachNothing() throws IOException {
        Path run = runs.file("out", "max_steps: 6", "learning_rate: 1e-2", "rewards: [{name: length, arguments: {max: 100}}]", "weight_decay: 0");
        String said = Cli.done("grpo", run.toString()).err();
        assertEquals(1, OnlineRun.mean(runs.metrics("out").subList(0, 6), "frac_reward_zero_std"));
        assertEquals(0, OnlineRun.mean(runs.metrics("out").subList(0, 6), "grad_norm"));
        assertTrue(said.contains("alarm: step 5: in 100 % of the groups of the last generations all answers were equally good"), said);
    }

    @Test void groupsWithoutDifferencesAreSampledAgain() {
        String[] settings = {"max_steps: 3", "max_completion_length: 2", "learning_rate: 0"};
        Cli.done("grpo", runs.file("once", settings).toString());
        Cli.done("grpo", runs.file("again", settings).toString(), "--resample-equal-groups", "4");
        double once = OnlineRun.mean(runs.metrics("once").subList(0, 3), "frac_reward_zero_std"), again = OnlineRun.mean(runs.metrics("again").subList(0, 3), "frac_reward_zero_std");
        assertTrue(once > 0 && again < once, once + ", then " + again);
    }

    /// Cut-off answers have no gradient of their own; the others count as before.
    @Test void answersThatWereCutOffCanBeLeftOut() {
        String[] settings = {"max_steps: 1", "max_completion_length: 6", "learning_rate: 1e-2"};
        Cli.done("grpo", runs.file("out", settings).toString(), "--mask-truncated-completions", "true");
        Cli.done("grpo", runs.file("all", settings).toString());
        JsonNode masked = runs.metrics("out").getFirst(), whole = runs.metrics("all").getFirst();
        assertEquals(1, whole.get("completions/clipped_ratio").doubleValue());
        assertTrue(whole.get("grad_norm").doubleValue() > 0);
        assertEquals(0, masked.get("grad_norm").doubleValue());
        assertEquals(whole.get("reward"), masked.get("reward"));
    }

    /// The reference is the model below a new adapter, and what samples is model and adapter together.
    @Test void adapters() {
        Cli.done("grpo", runs.file("out", "max_steps: 3", "use_peft: true", "lora_r: 4", "lora_dropout: 0", "lora_target_modules: all-linear", "beta: 0.1", "learning_rate: 1e-2").toString());
        List<JsonNode> rows = runs.metrics("out");
        assertEquals(0, rows.get(0).get("kl").doubleValue(), 1e-7);
        assertTrue(rows.get(2).get("kl").doubleValue() > 1e-6);
        assertTrue(OnlineRun.mean(rows.subList(0, 3), "sampling/sampling_logp_difference/max") < 1e-3);
        assertTrue(Files.exists(folder.resolve("out/adapter_model.safetensors")));
    }

    @Test void promptsAreEvaluated() {
        Cli.done("grpo", runs.file("out", "max_steps: 2", "eval_strategy: steps", "eval_steps: 1", "eval_dataset: " + folder.resolve("prompts.jsonl"), "num_generations_eval: 2").toString());
        List<JsonNode> evaluated = runs.metrics("out").stream().filter(row -> row.has("eval_reward")).toList();
        assertEquals(2, evaluated.size());
        assertTrue(evaluated.getFirst().has("eval_rewards/format/mean") && evaluated.getFirst().has("eval_completions/mean_length"));
    }

    /// A reward that breaks down is written down, and the run goes on by the others.
    @Test void aRewardThatFailsDoesNotStopTheRun() {
        String said = Cli.done("grpo", runs.file("out", "max_steps: 1", "rewards: [{name: length, arguments: {max: 9}}, {name: program, arguments: {command: ['false']}}]").toString()).err();
        assertTrue(said.contains("alarm: step 1: the reward program could judge no answer"), said);
        assertTrue(Cli.rows(folder.resolve("out/rollouts/000000.jsonl")).getFirst().get("rewards").get("program").isNull());
    }

    @Test void mistakes() {
        assertTrue(Cli.mistake("grpo", runs.file("out", "rewards: []").toString()).startsWith("rewards is missing: what answers are judged by"));
        assertEquals("num_generations is 3, and a generation has 8 (per_device_train_batch_size) × 1 (steps_per_generation) = 8 answers, which are no whole groups;"
                + " make one a multiple of the other", Cli.mistake("grpo", runs.file("out").toString(), "--num-generations", "3", "--quiet"));
        assertTrue(Cli.mistake("grpo", runs.file("out", "rewards: [{name: maths}]").toString()).contains("did you mean math"));
        Cli.write(folder.resolve("prompts.jsonl"), "{\"prompt\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Hello\"}]}");
        assertTrue(Cli.mistake("grpo", runs.file("out").toString(), "--quiet").contains("prompts.jsonl:1: the prompt ends with a message of the assistant"));
        Cli.write(folder.resolve("rollouts.jsonl"), "");
        assertTrue(Cli.mistake("show", "rollouts", folder.resolve("rollouts.jsonl").toString()).contains("rollouts.jsonl: is empty"));
        Cli.write(folder.resolve("rollouts.jsonl"), "{\"prompt_ids\": [1, 2], \"completion_ids\": [3]}");
        assertTrue(Cli.mistake("show", "rollouts", folder.resolve("rollouts.jsonl").toString()).contains("rollouts.jsonl:1: is no recorded answer, as it has no prompt"));
        assertTrue(Cli.mistake("grpo", runs.file("out").toString(), "--quiet", "--replay", folder.resolve("rollouts.jsonl").toString())
                .contains("rollouts.jsonl:1: the row has neither rewards nor advantages"));
        Cli.write(folder.resolve("rollouts.jsonl"), "{\"prompt_ids\": [1, 999], \"completion_ids\": [3], \"rewards\": 1}");
        assertTrue(Cli.mistake("grpo", runs.file("out").toString(), "--quiet", "--replay", folder.resolve("rollouts.jsonl").toString()).contains("prompt_ids[1] is 999"));
    }
}
