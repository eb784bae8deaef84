package dev.hone.cli.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `hone ppo` from prompts: it samples, judges, values, learns twice over, keeps what it did, and goes on where it stopped.
class PpoCommandTest {
    /// Whether an answer has an e anywhere: some of those that the model begins with have.
    private static final String REWARDS = "rewards: [{name: format, arguments: {regex: '(?s).*e.*'}}]";

    @TempDir Path folder;
    private OnlineRun runs;

    @BeforeEach void makeModelAndPrompts() {
        runs = OnlineRun.in(folder, "ppo", REWARDS, "per_device_train_batch_size: 4", "num_mini_batches: 2", "num_ppo_epochs: 2", "max_completion_length: 12",
                "temperature: 1", "logging_steps: 1", "sample_prompts: []", "report_to: none");
    }

    @Test void whatIsRewardedBecomesMore() {
        runs.done("out", "max_steps: 100", "learning_rate: 2e-3", "critic_learning_rate: 5e-3", "lr_scheduler_type: constant", "save_strategy: no");
        List<JsonNode> fresh = runs.metrics("out").stream().filter(row -> row.has("reward")).toList();
        assertEquals(25, fresh.size());
        double before = OnlineRun.mean(fresh.subList(0, 5), "reward"), after = OnlineRun.mean(fresh.subList(20, 25), "reward");
        assertTrue(after > before + 0.2, before + " to " + after);
        assertTrue(OnlineRun.mean(fresh, "sampling/sampling_logp_difference/max") < 1e-3, "what samples is what learns");
        assertEquals(0, fresh.getFirst().get("objective/kl").doubleValue(), 1e-4);
        assertTrue(fresh.getLast().get("objective/kl").doubleValue() > 0.1);
    }

    @Test void everyAnswerIsKeptAndShown() throws IOException {
        runs.done("out", "max_steps: 4", "missing_eos_penalty: 2");
        List<JsonNode> rows = Cli.rows(folder.resolve("out/rollouts/000000.jsonl"));
        assertEquals(8, rows.size());
        double scores = 0;
        for (JsonNode row : rows) {
            int tokens = row.get("completion_ids").size();
            assertEquals(tokens, row.get("sampled_logps").size());
            assertEquals(tokens, row.get("ref_logps").size());
            assertFalse(row.get("on_policy").booleanValue());
            scores += row.get("rewards").get("format").doubleValue() - (row.get("ended").booleanValue() ? 0 : 2);
        }
        JsonNode first = runs.metrics("out").getFirst();
        assertEquals(scores / 8, first.get("objective/scores").doubleValue(), 1e-9);
        assertEquals(8 - rows.stream().filter(row -> !row.get("ended").booleanValue()).count(), first.get("val/num_eos_tokens").doubleValue());
        assertFalse(runs.metrics("out").get(1).has("objective/scores"), "a generation is told of once");

        String shown = Cli.done("show", "rollouts", folder.resolve("out").toString(), "--limit", "8").out();
        assertTrue(shown.contains("What is ") && shown.contains("format 1") || shown.contains("format 0"), shown);
        String report = Files.readString(folder.resolve("out/report.html"));
        for (String part : List.of("Best and worst answers", "foreseen by the critic", "val/explained_variance", "policy/clipfrac_avg", "loss/value_avg", "What is "))
            assertTrue(report.contains(part), part);
    }

    /// In the middle of a generation, with epochs left to learn from it.
    @Test void aRunGoesOnToTheSameBits() throws IOException {
        String[] settings = {"max_steps: 8", "learning_rate: 1e-3", "kl_target: 1", "kl_horizon: 40", "save_steps: 3"};
        runs.done("out", settings);
        byte[] policy = runs.bytes("out/model.safetensors"), critic = runs.bytes("out/critic/model.safetensors"), rollouts = runs.bytes("out/rollouts/000001.jsonl");
        String metrics = runs.withoutTimes("out");
        OnlineRun.delete(folder.resolve("out/checkpoint-6"));
        OnlineRun.delete(folder.resolve("out/checkpoint-8"));
        OnlineRun.delete(folder.resolve("out/rollouts"));
        Cli.done("ppo", runs.file("out", settings).toString(), "--resume");
        assertArrayEquals(policy, runs.bytes("out/model.safetensors"));
        assertArrayEquals(critic, runs.bytes("out/critic/model.safetensors"));
        assertArrayEquals(rollouts, runs.bytes("out/rollouts/000001.jsonl"));
        assertEquals(metrics, runs.withoutTimes("out"));
        assertFalse(Files.exists(folder.resolve("out/rollouts/000000.jsonl")), "what was sampled before the checkpoint is not sampled again");
    }

    /// What a run recorded teaches another run the same, from the model and the critic that it began with.
    @Test void recordedAnswersReproduceTheUpdates() throws IOException {
        String[] settings = {"max_steps: 4", "learning_rate: 1e-3", "whiten_rewards: true"};
        runs.done("out", settings);
        Cli.done("ppo", runs.file("out", settings).toString(), "--replay", folder.resolve("out/rollouts/000000.jsonl").toString(), "--output-dir", folder.resolve("again").toString());
        for (String file : List.of("model.safetensors", "critic/model.safetensors")) assertArrayEquals(runs.bytes("out/" + file), runs.bytes("again/" + file));
        for (String metric : List.of("loss", "grad_norm", "reward", "objective/kl", "completions/mean_length"))
            assertEquals(runs.metrics("out").getFirst().get(metric), runs.metrics("again").getFirst().get(metric), metric);
    }

    /// Neither how answers are cut into passes nor whether they share prompts changes what is learned.
    @Test void passesAndSharingChangeNothing() {
        String[] settings = {"max_steps: 4", "learning_rate: 1e-3", "kl_estimator: k3", "value_after_end: true"};
        runs.done("whole", settings);
        Cli.done("ppo", runs.file("apart", settings).toString(), "--share-prompt", "false", "--max-tokens-per-pass", "40");
        for (int step = 0; step < 4; step++) for (String metric : List.of("loss", "grad_norm", "val/grad_norm", "policy/entropy_avg"))
            assertEquals(runs.metrics("whole").get(step).get(metric).doubleValue(), runs.metrics("apart").get(step).get(metric).doubleValue(), 5e-4, metric);
    }

    /// Policy and critic are adapters, and the reference is the model below the policy's.
    @Test void adapters() {
        runs.done("out", "max_steps: 5", "use_peft: true", "lora_r: 4", "lora_dropout: 0", "lora_target_modules: all-linear", "learning_rate: 1e-2");
        List<JsonNode> fresh = runs.metrics("out").stream().filter(row -> row.has("objective/kl")).toList();
        assertEquals(0, fresh.get(0).get("objective/kl").doubleValue(), 1e-4);
        assertTrue(Math.abs(fresh.get(1).get("objective/kl").doubleValue()) > 1e-3);
        assertTrue(Files.exists(folder.resolve("out/adapter_model.safetensors")));
        assertTrue(Files.exists(folder.resolve("out/critic/adapter_model.safetensors")));
    }

    /// It judges beside the other rewards, and the critic begins as it.
    @Test void aRewardModel() {
        Path reward = TinyModel.reward(folder.resolve("reward"));
        runs.done("out", "max_steps: 1", "reward_model_path: " + reward, "eval_strategy: steps", "eval_steps: 1", "eval_dataset: " + folder.resolve("prompts.jsonl"));
        JsonNode row = runs.metrics("out").getFirst();
        assertEquals(row.get("rewards/format/mean").doubleValue() + row.get("rewards/reward_model/mean").doubleValue(), row.get("reward").doubleValue(), 1e-6);
        assertTrue(runs.metrics("out").stream().anyMatch(line -> line.has("eval_reward") && line.has("eval_completions/mean_length")));
        assertTrue(Files.exists(folder.resolve("out/critic/model.safetensors")));
    }

    /// A generation that no reward could judge teaches nothing, and the run goes on.
    @Test void aRewardThatFailsDoesNotStopTheRun() {
        String said = runs.done("out", "max_steps: 1", "rewards: [{name: program, arguments: {command: ['false']}}]").err();
        assertTrue(said.contains("alarm: step 1: the reward program could judge no answer"), said);
        assertEquals(0, runs.metrics("out").getFirst().get("grad_norm").doubleValue());
        assertTrue(Cli.rows(folder.resolve("out/rollouts/000000.jsonl")).getFirst().get("rewards").get("program").isNull());
    }

    @Test void mistakes() {
        assertTrue(mistake("rewards: []").startsWith("rewards is missing: what answers are judged by"));
        assertTrue(mistake("kl_coef: 0", "kl_target: 6").endsWith("kl_coef is 0.0; expected more than 0, as kl_target steers it by factors"));
        assertTrue(mistake("num_mini_batches: 0").endsWith("num_mini_batches is 0; expected at least 1"));
        assertTrue(mistake("num_mini_batches: 4").startsWith("there are 12 rows, and a generation takes 16; give more rows"));
        assertTrue(mistake("kl_estimator: k2").contains("kl_estimator"));
        assertTrue(mistake("learning_rate: 0", "critic_learning_rate: 1e-5").startsWith("learning_rate is 0; critic_learning_rate goes over the run as it does"));
        Cli.write(folder.resolve("rollouts.jsonl"), "{\"prompt_ids\": [1, 2], \"completion_ids\": [3], \"advantages\": 1}");
        assertTrue(mistake("replay: " + folder.resolve("rollouts.jsonl")).contains("rollouts.jsonl:1: the row has no rewards, and its advantages depend on a critic"));
    }

    /// With another critic other numbers would come out.
    @Test void aRunGoesOnWithItsCriticAlone() {
        Path value = TinyModel.reward(folder.resolve("value"));
        runs.done("out", "max_steps: 1", "save_steps: 1", "value_model_path: " + value);
        TinyModel.ppo("value_model", folder.resolve("value"));
        String said = Cli.mistake("ppo", runs.file("out", "max_steps: 1", "save_steps: 1", "value_model_path: " + value).toString(), "--quiet", "--resume");
        assertTrue(said.contains("the model that training began with is not the same"), said);
    }

    private String mistake(String... settings) {
        return Cli.mistake("ppo", runs.file("wrong", settings).toString(), "--quiet");
    }
}
