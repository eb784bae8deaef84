package dev.hone.cli.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.Safetensors;
import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import dev.hone.cli.train.SftGoldenTest;
import dev.hone.tensor.StoredTensor;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Runs of TRL's `GRPOTrainer` again, from recorded answers through the command: every logged number of every step, and the final weights.
class GrpoGoldenTest {
    private static final Path TRAINING = Path.of("src/test/resources/golden/training");
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
        compareSteps(trajectory.get("steps"), given.equals("rewards"), Cli.rows(folder.resolve("out/metrics.jsonl")));
        SftGoldenTest.compareWeights(recorded, "final.", folder.resolve("out/model.safetensors"));
    }

    /// All that TRL logged; of rewards only where they are known.
    private static void compareSteps(JsonNode expected, boolean rewards, List<JsonNode> got) {
        for (int step = 0; step < expected.size(); step++) {
            JsonNode ours = got.get(step);
            for (Map.Entry<String, JsonNode> metric : expected.get(step).properties()) {
                String name = metric.getKey();
                if (name.contains("reward") && !rewards) continue;
                double theirs = metric.getValue().doubleValue();
                assertTrue(ours.has(name), name + " in " + ours);
                assertEquals(theirs, ours.get(name).doubleValue(), 1e-5 + 1e-4 * Math.abs(theirs), "step " + (step + 1) + " " + name);
            }
        }
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
