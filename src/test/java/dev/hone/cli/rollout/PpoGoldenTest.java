package dev.hone.cli.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import dev.hone.cli.train.SftGoldenTest;
import dev.hone.model.CausalLm;
import dev.hone.model.ModelConfig;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.reward.RewardModel;
import dev.hone.tensor.DType;
import dev.hone.tensor.StoredTensor;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A run of TRL's `PPOTrainer` again, from recorded answers through the command: what it logged, the advantages of each generation, and the
/// final weights of policy and critic.
///
/// TRL logs once a generation, Hone once an update, so two updates are a line. TRL's ratio and approximate divergence count padding as
/// tokens that have not moved, which is taken out here. Two numbers are not compared: `policy/entropy_avg`, a mean over what the model
/// says after padding too, and `val/ratio_var`, which is over the means of micro-batches.
class PpoGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/training/ppo");
    private static final Path RECORDED = GOLDEN.resolve("trajectory.safetensors");
    private static final int ANSWERS = 4;
    private static final int WIDTH = 9;
    private static final int PADDING = 0;

    @TempDir Path folder;

    /// All of a step in one pass, or answer by answer.
    @ParameterizedTest @CsvSource({"true, 1024", "false, 1"})
    void trlsRun(boolean share, int tokensPerPass) {
        JsonNode trajectory = Cli.json(GOLDEN.resolve("trajectory.json"));
        List<ObjectNode> rows = rows();
        Cli.write(folder.resolve("rollouts.jsonl"), rows.stream().map(JsonNode::toString).toArray(String[]::new));
        ObjectNode run = ((ObjectNode) trajectory.get("config").deepCopy()).without(List.of("batch_size", "response_length"))
                .put("per_device_train_batch_size", ANSWERS).put("max_completion_length", WIDTH).put("value_after_end", true)
                .put("model_name_or_path", TinyModel.ppo("policy_model", folder.resolve("policy")).toString())
                .put("value_model_path", TinyModel.ppo("value_model", folder.resolve("value")).toString())
                .put("replay", folder.resolve("rollouts.jsonl").toString()).put("output_dir", folder.resolve("out").toString())
                // TRL's trainer does not shorten gradients, whatever the setting says.
                .put("max_grad_norm", 0)
                .put("max_steps", 6).put("logging_steps", 2).put("save_steps", 2).put("share_prompt", share).put("max_tokens_per_pass", tokensPerPass);
        Cli.write(folder.resolve("run.yaml"), run.toString());
        Cli.done("ppo", folder.resolve("run.yaml").toString(), "--sample-prompts", "[]");
        List<JsonNode> metrics = Cli.rows(folder.resolve("out/metrics.jsonl"));
        for (int generation = 0; generation < 3; generation++) {
            compareMetrics(trajectory.get("steps").get(generation), metrics.get(generation), tokens(rows.subList(ANSWERS * generation, ANSWERS * (generation + 1))));
            compareAdvantages(generation, folder.resolve("out/checkpoint-" + 2 * (generation + 1)).resolve("lessons.safetensors"));
        }
        SftGoldenTest.compareWeights(RECORDED, "final.policy.", folder.resolve("out/model.safetensors"));
        SftGoldenTest.compareWeights(RECORDED, "final.value.", folder.resolve("out/critic/model.safetensors"));
        compareNorms(trajectory.get("policy_param_norms_after"), folder.resolve("out/model.safetensors"));
        compareNorms(trajectory.get("value_param_norms_after"), folder.resolve("out/critic/model.safetensors"));
    }

    private static int tokens(List<ObjectNode> rows) {
        return rows.stream().mapToInt(row -> row.get("completion_ids").size()).sum();
    }

    private static void compareMetrics(JsonNode trl, JsonNode ours, int tokens) {
        double all = ANSWERS * WIDTH, padding = all - tokens;
        Map<String, Double> expected = new LinkedHashMap<>();
        for (String name : List.of("objective/kl", "objective/entropy", "objective/non_score_reward", "objective/rlhf_reward", "objective/scores", "policy/clipfrac_avg", "loss/policy_avg",
                "loss/value_avg", "val/clipfrac_avg", "val/num_eos_tokens")) expected.put(name, trl.get(name).doubleValue());
        expected.put("learning_rate", trl.get("lr").doubleValue());
        expected.put("policy/approxkl_avg", trl.get("policy/approxkl_avg").doubleValue() * all / tokens);
        expected.put("val/ratio", (trl.get("val/ratio").doubleValue() * all - padding) / tokens);
        expected.forEach((name, value) -> assertEquals(value, ours.get(name).doubleValue(), 1e-5 + 1e-4 * Math.abs(value), name + " at " + trl.get("step")));
    }

    private static void compareAdvantages(int generation, Path lessons) {
        try (Safetensors recorded = Safetensors.open(RECORDED); Safetensors saved = Safetensors.open(lessons)) {
            byte[] mask = recorded.get(generation + ".mask").bytes().toArray(ValueLayout.JAVA_BYTE);
            float[] theirs = floats(recorded.get(generation + ".advantages_whitened")), ours = floats(saved.get("advantages"));
            int at = 0;
            for (int i = 0; i < mask.length; i++) if (mask[i] != 0) assertEquals(theirs[i], ours[at++], 1e-5 + 1e-4 * Math.abs(theirs[i]));
            assertEquals(ours.length, at);
        }
    }

    private static void compareNorms(JsonNode expected, Path weights) {
        try (Safetensors saved = Safetensors.open(weights)) {
            for (Map.Entry<String, JsonNode> norm : expected.properties()) {
                if (!saved.has(norm.getKey())) continue;      // lm_head is the embedding
                double squares = 0;
                for (float number : floats(saved.get(norm.getKey()))) squares += (double) number * number;
                assertEquals(norm.getValue().doubleValue(), Math.sqrt(squares), 1e-4 * norm.getValue().doubleValue(), norm.getKey());
            }
        }
    }

    private static float[] floats(StoredTensor tensor) {
        return tensor.bytes().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    /// The answers without their padding, each with what TRL's reward model says of it.
    private List<ObjectNode> rows() {
        List<ObjectNode> rows = new ArrayList<>();
        List<int[]> whole = new ArrayList<>();
        try (Safetensors recorded = Safetensors.open(RECORDED)) {
            for (int generation = 0; generation < 3; generation++) for (int row = 0; row < ANSWERS; row++) {
                int[] prompt = unpadded(recorded.get(generation + ".queries"), row), answer = unpadded(recorded.get(generation + ".responses"), row);
                ObjectNode json = JsonMapper.shared().createObjectNode();
                for (int id : prompt) json.withArray("prompt_ids").add(id);
                for (int id : answer) json.withArray("completion_ids").add(id);
                rows.add(json);
                whole.add(IntStream.concat(Arrays.stream(prompt), Arrays.stream(answer)).toArray());
            }
        }
        double[] scores = scores(whole);
        for (int i = 0; i < scores.length; i++) rows.get(i).put("rewards", scores[i]);
        return rows;
    }

    private static int[] unpadded(StoredTensor ids, int row) {
        int width = (int) ids.shape()[1];
        long[] all = ids.bytes().toArray(ValueLayout.JAVA_LONG_UNALIGNED);
        return Arrays.stream(all, row * width, (row + 1) * width).mapToInt(Math::toIntExact).filter(id -> id != PADDING).toArray();
    }

    private static double[] scores(List<int[]> texts) {
        HfFolder reward = HfFolder.open(GOLDEN.resolve("reward_model"));
        ModelConfig config = ModelConfig.read(reward.config(), "the reward model");
        try (Safetensors weights = reward.weights()) {
            var decoder = new CpuDecoder(CausalLm.of(config, weights), DType.FLOAT32);
            return new RewardModel(decoder, config, Optional.empty(), PADDING).scores(texts);
        }
    }
}
