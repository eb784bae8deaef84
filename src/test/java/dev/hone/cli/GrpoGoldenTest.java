package dev.hone.cli;

import dev.hone.checkpoint.Safetensors;
import dev.hone.tensor.StoredTensor;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Runs of TRL's `GRPOTrainer` again, from recorded answers through the command: every logged number of every step, and the final weights.
class GrpoGoldenTest {
    private static final Path TRAINING = Path.of("src/test/resources/golden/training");
    private static final List<String> METRICS = List.of("loss", "grad_norm", "learning_rate", "num_tokens", "epoch", "step", "entropy",
            "completions/mean_length", "completions/min_length", "completions/max_length", "completions/clipped_ratio", "completions/mean_terminated_length",
            "completions/min_terminated_length", "completions/max_terminated_length", "clip_ratio/low_mean", "clip_ratio/high_mean", "clip_ratio/region_mean",
            "clip_ratio/low_min", "clip_ratio/high_max", "kl");
    private static final List<String> OF_REWARDS = List.of("reward", "reward_std", "frac_reward_zero_std", "rewards/reward/mean", "rewards/reward/std");

    @TempDir Path folder;

    /// With recorded advantages or rewards, prompts shared or not, all of a step in one pass or answer by answer.
    @ParameterizedTest @CsvSource({
        "grpo_one_step, advantages, true, 1024", "grpo_one_step, rewards, true, 1024", "grpo_one_step, rewards, false, 1",
        "grpo_reuse, advantages, true, 1024", "grpo_reuse, rewards, true, 64", "grpo_reuse, rewards, false, 1024",
        "grpo_accumulate, advantages, true, 1024", "grpo_accumulate, rewards, true, 50"})
    void trlsRuns(String name, String given, boolean share, int tokensPerPass) {
        JsonNode trajectory = Cli.json(TRAINING.resolve(name).resolve("trajectory.json"));
        Path recorded = TRAINING.resolve(name).resolve("trajectory.safetensors");
        Cli.write(folder.resolve("rollouts.jsonl"), rows(trajectory, recorded, given).stream().map(JsonNode::toString).toArray(String[]::new));
        ObjectNode run = ((ObjectNode) trajectory.get("config").deepCopy()).put("model_name_or_path", TinyModel.grpo(folder.resolve("model")).toString())
                .put("replay", folder.resolve("rollouts.jsonl").toString()).put("output_dir", folder.resolve("out").toString())
                .put("logging_steps", 1).put("save_strategy", "no").put("share_prompt", share).put("max_tokens_per_pass", tokensPerPass);
        Cli.write(folder.resolve("run.yaml"), run.toString());
        Cli.done("grpo", folder.resolve("run.yaml").toString(), "--sample-prompts", "[]");
        SftGoldenTest.compareSteps(trajectory.get("steps"), given.equals("rewards") ? Stream.concat(METRICS.stream(), OF_REWARDS.stream()).toList() : METRICS,
                folder.resolve("out/metrics.jsonl"));
        SftGoldenTest.compareWeights(recorded, "final.", folder.resolve("out/model.safetensors"));
    }

    /// The micro-batches of each generation's first iteration, in the order in which they were learned.
    private static List<ObjectNode> rows(JsonNode trajectory, Path recorded, String given) {
        JsonNode config = trajectory.get("config");
        int slices = config.get("steps_per_generation").intValue(), uses = slices * config.get("num_iterations").intValue();
        Map<String, Double> rewards = new HashMap<>();
        JsonNode batches = trajectory.get("generation_batches");
        for (int b = 0; b < batches.get("completions").size(); b++) for (int i = 0; i < batches.get("completions").get(b).size(); i++)
            rewards.put(batches.get("completions").get(b).get(i).toString(), batches.get("rewards").get(b).get(i).doubleValue());
        List<ObjectNode> rows = new ArrayList<>();
        try (Safetensors file = Safetensors.open(recorded)) {
            for (int micro = 0; file.has(micro + ".prompt_ids"); micro++) {
                if (micro % uses >= slices) continue;
                StoredTensor advantages = file.get(micro + ".advantages");
                for (int row = 0; row < advantages.count(); row++) {
                    ObjectNode json = JsonMapper.shared().createObjectNode();
                    for (String part : List.of("prompt", "completion")) {
                        var ids = json.putArray(part + "_ids");
                        for (int id : unpadded(file.get(micro + "." + part + "_ids"), file.get(micro + "." + part + "_mask"), row)) ids.add(id);
                    }
                    if (given.equals("rewards")) json.put("rewards", rewards.get(json.get("completion_ids").toString()));
                    else json.put("advantages", advantages.bytes().getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, row));
                    rows.add(json);
                }
            }
        }
        return rows;
    }

    private static int[] unpadded(StoredTensor ids, StoredTensor mask, int row) {
        int width = (int) ids.shape()[1];
        return IntStream.range(row * width, (row + 1) * width).filter(at -> at(mask, at) != 0).map(at -> at(ids, at)).toArray();
    }

    private static int at(StoredTensor tensor, int index) {
        return (int) tensor.bytes().getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index);
    }
}
