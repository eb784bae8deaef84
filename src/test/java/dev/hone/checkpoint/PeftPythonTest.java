package dev.hone.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.batch.Segments;
import dev.hone.model.CausalLm;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelConfig;
import dev.hone.model.NewLora;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.Autograd;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Engine;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where `$HONE_PYTHON` or `python3` has peft, it opens what Hone writes and computes the same logits, merged too. Elsewhere
/// [PeftAdapterTest] compares the files with those that PEFT wrote.
@Timeout(180)
class PeftPythonTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/models").toAbsolutePath();
    private static final int[] IDS = {5, 17, 3, 44, 9, 60, 8};
    private static final String SCRIPT = """
            import sys, torch
            from peft import PeftModel
            from safetensors.torch import load_file
            from transformers import AutoModelForCausalLM
            for folder in sys.argv[1:]:
                expected = load_file(folder + "/logits.safetensors")
                ids = torch.tensor([[%s]])
                model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(open(folder + "/base.txt").read(), dtype=torch.float32), folder)
                with torch.no_grad():
                    peft = (model(ids).logits[0] - expected["logits"]).abs().max().item()
                    merged = (model.merge_and_unload()(ids).logits[0] - expected["logits"]).abs().max().item()
                    opened = (AutoModelForCausalLM.from_pretrained(folder + "/merged")(ids).logits[0] - expected["logits"]).abs().max().item()
                print("same" if max(peft, merged, opened) < 1e-4 else f"{folder}: {peft} {merged} {opened}")
            """.formatted(Stream.of(IDS).flatMapToInt(java.util.Arrays::stream).mapToObj(Integer::toString).collect(java.util.stream.Collectors.joining(", ")));

    @TempDir Path home;

    @Test void peftOpensWhatWeWrite() throws Exception {
        List<String> folders = List.of(
                saved("llama-smollm2", settings(null, List.of(), false, false)),
                saved("llama-llama3-rope", settings(List.of("all-linear"), List.of(), true, true)),
                saved("llama-smollm2", settings(List.of("q_proj", "up_proj"), List.of("embed_tokens"), false, false)),
                saved("qwen3", settings(List.of("model\\.layers\\.\\d\\.mlp\\..*"), List.of("norm"), false, true)),
                saved("phi3", settings(List.of("all-linear"), List.of("lm_head"), false, true)),
                saved("qwen3-moe", settings(List.of("all-linear"), List.of(), false, false)),
                saved("deepseek-v3", settings(List.of("all-linear"), List.of(), false, false)));
        assertEquals("same\n".repeat(folders.size()), Python.with("peft").run(home, SCRIPT, folders));
    }

    private static LoraSettings settings(List<String> targets, List<String> whole, boolean rslora, boolean dora) {
        return new LoraSettings(true, 4, 8, 0.05, targets, whole, rslora, dora, null);
    }

    /// An adapter with random numbers, the logits with it, and its merged model.
    private String saved(String name, LoraSettings settings) throws IOException {
        Path folder = Files.createTempDirectory(home, name);
        HfFolder base = HfFolder.open(MODELS.resolve(name));
        try (var weights = base.weights(); var _ = TensorScope.open(); var _ = Autograd.off()) {
            ModelConfig config = ModelConfig.read(base.config(), name);
            CausalLm model = CausalLm.of(config, weights, NewLora.of(settings, config, 3));
            model.load(DType.FLOAT32, Device.CPU);
            Engine.seed(3);
            for (Parameter trained : model.trained()) trained.tensor().add_(Tensor.randn(DType.FLOAT32, Device.CPU, trained.shape()).mul(0.1));
            PeftAdapter.write(folder, PeftConfig.of(settings, model, base.path().toString()),
                    model.trained().stream().map(trained -> source(trained.name(), trained.tensor())).toList());
            Tensor logits = model.logits(model.hidden(Tensor.ofIds(IDS), Segments.of(IDS.length)));
            SafetensorsWriter.writeFile(folder.resolve("logits.safetensors"), List.of(source("logits", logits)), Map.of());
        }
        Files.writeString(folder.resolve("base.txt"), base.path().toString());
        try (PeftAdapter adapter = PeftAdapter.open(folder)) {
            GgufConversion.merge(adapter, base.path(), folder.resolve("merged"), DType.FLOAT32, 1 << 20, false, GgufConversion.Progress.NONE);
        }
        return folder.toString();
    }

    private static TensorSource source(String name, Tensor tensor) {
        return new TensorSource(name, tensor.dtype(), tensor.shape(), _ -> tensor.memory());
    }
}
