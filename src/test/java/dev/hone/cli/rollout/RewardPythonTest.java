package dev.hone.cli.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.PeftAdapter;
import dev.hone.checkpoint.PeftConfig;
import dev.hone.checkpoint.Python;
import dev.hone.checkpoint.RewardConfig;
import dev.hone.checkpoint.TensorSource;
import dev.hone.checkpoint.TextChanges;
import dev.hone.checkpoint.WholeModel;
import dev.hone.cli.Cli;
import dev.hone.model.CausalLm;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelConfig;
import dev.hone.model.NewLora;
import dev.hone.model.NewScore;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Engine;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.token.SpecialTokens.SpecialToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where `$HONE_PYTHON` or `python3` has peft, transformers gives the scores that Hone gives: of reward models that Hone began
/// in every family, of adapters that it wrote, and of those that PEFT wrote.
@Timeout(300)
class RewardPythonTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/models").toAbsolutePath();
    private static final int PADDING = 1;
    private static final List<String> ROWS = List.of("{\"input_ids\": [5, 17, 3, 44, 9, 60, 8]}", "{\"input_ids\": [7, 2, 30]}");
    /// Each argument is `kind folder base`. What transformers initialises anew in a whole model would be missing from it.
    private static final String SCRIPT = """
            import json, sys, torch
            from peft import LoraConfig, PeftModel, get_peft_model
            from transformers import AutoModelForSequenceClassification as Model
            ids = torch.tensor([[5, 17, 3, 44, 9, 60, 8], [7, 2, 30, 1, 1, 1, 1]])
            for argument in sys.argv[1:]:
                kind, folder, base = argument.split()
                if kind == "whole":
                    model, info = Model.from_pretrained(folder, output_loading_info=True)
                    assert not info["missing_keys"] and not info["unexpected_keys"], (folder, info)
                else:
                    model = Model.from_pretrained(base, num_labels=1, dtype=torch.float32)
                    model.config.pad_token_id = 1
                    if kind == "adapter":
                        model = PeftModel.from_pretrained(model, folder)
                    else:
                        model = get_peft_model(model, LoraConfig(task_type="SEQ_CLS", r=4, target_modules="all-linear", init_lora_weights=False))
                        model.save_pretrained(folder)
                with torch.no_grad():
                    print(json.dumps(model.eval()(ids, attention_mask=(ids != 1).long()).logits[:, 0].tolist()))
            """;

    @TempDir Path home;

    @Test void transformersGivesTheSameScores() throws IOException {
        Python python = Python.with("peft");
        List<String> arguments = new ArrayList<>();
        try (Stream<Path> models = Files.list(MODELS)) {
            for (Path base : models.sorted().toList()) if (!base.endsWith("granite")) arguments.add("whole " + whole(base) + " " + base);
        }
        for (String name : List.of("llama-smollm2", "phi3", "qwen3-moe")) arguments.add("adapter " + adapter(MODELS.resolve(name)) + " " + MODELS.resolve(name));
        for (String name : List.of("llama-smollm2", "qwen2")) arguments.add("new " + Files.createTempDirectory(home, name) + " " + MODELS.resolve(name));

        List<JsonNode> expected = python.run(home, SCRIPT, arguments).lines().map(Cli::json).toList();
        for (int i = 0; i < arguments.size(); i++) {
            Path folder = Path.of(arguments.get(i).split(" ")[1]);
            assertClose(expected.get(i), folder, arguments.get(i));
            if (arguments.get(i).startsWith("whole")) continue;
            Path merged = folder.resolveSibling(folder.getFileName() + "-merged");
            Cli.done("convert", folder.toString(), "--output", merged.toString(), "--dtype", "float32", "--quiet");
            assertClose(expected.get(i), merged, "merged " + arguments.get(i));
        }
    }

    private void assertClose(JsonNode expected, Path model, String what) {
        String input = Cli.write(home.resolve("in.jsonl"), ROWS.toArray(String[]::new)).toString();
        List<JsonNode> rows = Cli.done("score", "--reward", model.toString(), "--input", input, "--quiet", "--dtype", "float32").out().lines().map(Cli::json).toList();
        for (int row = 0; row < ROWS.size(); row++) {
            double score = expected.get(row).doubleValue();
            assertEquals(score, rows.get(row).get("reward").doubleValue(), 1e-5 + 1e-4 * Math.abs(score), what);
        }
    }

    /// A reward model begun from a base and saved.
    private Path whole(Path base) throws IOException {
        Path folder = Files.createTempDirectory(home, base.getFileName().toString());
        HfFolder from = HfFolder.open(base);
        ObjectNode config = RewardConfig.of(from.config(), "config.json", Optional.of(new SpecialToken("<pad>", PADDING)));
        ModelConfig read = ModelConfig.read(config, "config.json");
        try (var weights = from.weights()) {
            CausalLm model = CausalLm.of(read, NewScore.over(weights, read, 42));
            model.refuseOthers(weights.names());
            new WholeModel(from.with(config), model, TextChanges.NONE).write(folder, List.of());
        }
        return folder;
    }

    /// An adapter with random numbers.
    private Path adapter(Path base) throws IOException {
        Path folder = Files.createTempDirectory(home, base.getFileName().toString());
        HfFolder from = HfFolder.open(base);
        ModelConfig config = ModelConfig.read(from.config(), "config.json").scoring();
        var settings = new LoraSettings(true, 4, 8, 0.05, List.of("all-linear"), List.of(), false, false, null);
        try (var weights = from.weights(); var _ = TensorScope.open()) {
            CausalLm model = CausalLm.of(config, NewScore.over(weights, config, 42), NewLora.of(settings, config, 3));
            model.load(DType.FLOAT32, Device.CPU);
            Engine.seed(3);
            for (Parameter trained : model.trained()) trained.tensor().add_(Tensor.randn(DType.FLOAT32, Device.CPU, trained.shape()).mul(0.1));
            PeftAdapter.write(folder, PeftConfig.of(settings, model, base.toString()), model.trained().stream()
                    .map(trained -> new TensorSource(trained.name(), DType.FLOAT32, trained.shape(), _ -> trained.tensor().memory())).toList());
        }
        return folder;
    }
}
