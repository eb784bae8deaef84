package dev.hone.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.checkpoint.Safetensors;
import dev.hone.cli.Cli;
import dev.hone.cli.TinyModel;
import dev.hone.tensor.StoredTensor;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Runs of TRL's trainer again, from raw rows through the command: every logged number of every step, and the final weights.
public class SftGoldenTest {
    private static final Path TRAINING = Path.of("src/test/resources/golden/training");
    private static final List<String> COMPARED = List.of("loss", "grad_norm", "learning_rate", "entropy", "mean_token_accuracy", "num_tokens", "epoch", "step");

    @TempDir Path folder;

    /// A run file with a trajectory's settings, and its rows beside it.
    private ObjectNode runFile(JsonNode trajectory) {
        Path model = TinyModel.withTokenizer(folder.resolve("model"));
        Cli.write(folder.resolve("rows.jsonl"), trajectory.get("rows").valueStream().map(JsonNode::toString).toArray(String[]::new));
        ObjectNode run = trajectory.has("config") ? (ObjectNode) trajectory.get("config").deepCopy() : JsonMapper.shared().createObjectNode();
        return run.put("model_name_or_path", model.toString()).put("dataset_name", folder.resolve("rows.jsonl").toString())
                .put("output_dir", folder.resolve("out").toString()).put("logging_steps", 1).put("save_strategy", "no");
    }

    private void train(ObjectNode run) {
        Cli.write(folder.resolve("run.yaml"), run.toString());
        Cli.done("sft", folder.resolve("run.yaml").toString(), "--sample-prompts", "[]", "--force");
    }

    private static JsonNode trajectory(String name) {
        return Cli.json(TRAINING.resolve(name).resolve("trajectory.json"));
    }

    @ParameterizedTest @ValueSource(strings = {"sft", "sft_completion_remainder", "sft_lm", "sft_dft"})
    void everyStepAndTheFinalWeights(String name) {
        JsonNode trajectory = trajectory(name);
        train(runFile(trajectory));
        compareSteps(trajectory.get("steps"));
        compareWeights(TRAINING.resolve(name).resolve("trajectory.safetensors"), "final.", folder.resolve("out/model.safetensors"));
    }

    @Test void anAdapterThatIsTrainedFurther() {
        JsonNode trajectory = trajectory("lora");
        train(runFile(trajectory).put("use_peft", true).put("adapter_name_or_path", TRAINING.resolve("lora/adapter_init").toString()));
        compareSteps(trajectory.get("steps"));
        compareWeights(TRAINING.resolve("lora/adapter_final/adapter_model.safetensors"), "", folder.resolve("out/adapter_model.safetensors"));
    }

    private void compareSteps(JsonNode expected) {
        compareSteps(expected, COMPARED, folder.resolve("out/metrics.jsonl"));
    }

    static void compareSteps(JsonNode expected, List<String> metrics, Path file) {
        List<JsonNode> lines = Cli.rows(file);
        assertEquals(expected.size() + 1, lines.size());
        for (int i = 0; i < expected.size(); i++)
            for (String metric : metrics) {
                double wanted = expected.get(i).get(metric).doubleValue(), got = lines.get(i).get(metric).doubleValue();
                assertEquals(wanted, got, 1e-5 + 1e-4 * Math.abs(wanted), metric + " of step " + (i + 1));
            }
    }

    public static void compareWeights(Path expected, String prefix, Path got) {
        try (Safetensors wanted = Safetensors.open(expected); Safetensors trained = Safetensors.open(got)) {
            int compared = 0;
            for (String name : wanted.names()) {
                if (!name.startsWith(prefix) || name.equals("final.lm_head.weight")) continue;
                compare(wanted.get(name), trained.get(name.substring(prefix.length())));
                compared++;
            }
            assertTrue(compared > 0, "no weights were recorded");
        }
    }

    private static void compare(StoredTensor wanted, StoredTensor got) {
        assertEquals(wanted.count(), got.count(), wanted.name());
        for (long i = 0; i < wanted.count(); i++) {
            double expected = wanted.bytes().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i);
            assertEquals(expected, got.bytes().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i), 1e-5 + 1e-4 * Math.abs(expected), wanted.name() + "[" + i + "]");
        }
    }

    /// All examples in one batch, each row by itself and packed: the numbers are those of padded rows.
    @ParameterizedTest @ValueSource(booleans = {false, true})
    void packedRowsDoNotSeeEachOther(boolean packing) {
        JsonNode recorded = Cli.json(TRAINING.resolve("packing/packing.json"));
        JsonNode results = recorded.get("results").get(packing ? "packing_bfd" : "padded");
        train(runFile(recorded).put("learning_rate", recorded.get("learning_rate").doubleValue()).put("lr_scheduler_type", "constant")
                .put("assistant_only_loss", true).put("max_steps", 3).put("per_device_train_batch_size", results.get("batch").intValue())
                .put("packing", packing).put("max_length", recorded.get("max_length_packing").intValue()));
        List<JsonNode> lines = Cli.rows(folder.resolve("out/metrics.jsonl"));
        for (int i = 0; i < 3; i++) {
            assertEquals(results.get("loss").get(i).doubleValue(), lines.get(i).get("loss").doubleValue(), 1e-4);
            assertEquals(results.get("grad_norm").get(i).doubleValue(), lines.get(i).get("grad_norm").doubleValue(), 1e-4);
            assertEquals(results.get("num_tokens").get(i).longValue(), lines.get(i).get("num_tokens").longValue());
        }
    }
}
