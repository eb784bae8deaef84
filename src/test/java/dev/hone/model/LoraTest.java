package dev.hone.model;

import static dev.hone.model.GoldenModel.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.batch.Segments;
import dev.hone.checkpoint.MergedWeights;
import dev.hone.checkpoint.PeftAdapter;
import dev.hone.checkpoint.Safetensors;
import dev.hone.loss.CrossEntropy;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.Autograd;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Engine;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Dropout;
import dev.hone.tensor.kernel.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A model with an adapter computes what PEFT 0.21.2 computed, and learns as PEFT's does.
class LoraTest {
    private static final Path TRAINING = Path.of("src/test/resources/golden/training");
    private static final ModelConfig CONFIG = ModelConfig.read(GoldenModel.json(TRAINING.resolve("base_model/config.json")), "config.json");

    private static int threads;

    /// This model is so small that a second thread costs more than it brings.
    @BeforeAll static void oneThread() {
        threads = Engine.threads();
        Engine.threads(1);
    }

    @AfterAll static void threadsAgain() {
        Engine.threads(threads);
    }

    @ParameterizedTest @ValueSource(strings = {"lora/adapter_final", "lora_rslora/adapter", "lora_dora/adapter"})
    void logitsAreThoseOfPeft(String folder) {
        try (var base = base(); var adapter = PeftAdapter.open(TRAINING.resolve(folder)); var _ = TensorScope.open(); var _ = Autograd.off();
                var recorded = Safetensors.open(TRAINING.resolve(folder).resolveSibling("logits.safetensors"))) {
            CausalLm model = CausalLm.of(CONFIG, adapter.over(base), adapter);
            model.load(DType.FLOAT32, Device.CPU);
            Tensor ids = tensor(recorded, "input_ids").reshape(-1);
            assertClose(numbers(recorded, "base_plus_adapter"), logits(model, ids), folder);
        }
    }

    /// Random adapters on other families: layers with a bias, several layers in one matrix, latent attention, patterns of ranks,
    /// parts that are trained whole. `tools/golden/lora_fixtures.py` recorded them.
    @ParameterizedTest @ValueSource(strings = {"qwen2", "phi3", "deepseek-v3", "mixtral", "gemma3-text"})
    void otherFamiliesComputeAndLearnAsWithPeft(String name) {
        Path folder = GoldenModel.FOLDER.resolveSibling("lora").resolve(name);
        try (var golden = GoldenModel.open(name); var adapter = PeftAdapter.open(folder); var _ = TensorScope.open();
                var recorded = Safetensors.open(folder.resolve("io.safetensors"))) {
            ModelConfig config = golden.config("config.json");
            CausalLm model = CausalLm.of(config, adapter.over(golden.checkpoint()), adapter);
            model.load(DType.FLOAT32, Device.CPU);
            model.requireGrad();
            int[] ids = Arrays.stream(tensor(recorded, "input_ids").toLongs()).mapToInt(Math::toIntExact).toArray();
            Tensor logits = logits(model, Tensor.ofIds(ids));
            assertClose(numbers(recorded, "logits"), logits, "logits");
            Tensor loss = CrossEntropy.mean(logits, ids, Segments.of(ids.length));
            assertClose(numbers(recorded, "loss"), loss, "loss");
            loss.backward();
            for (Parameter trained : model.trained()) assertClose(numbers(recorded, "grad." + trained.name()), trained.tensor().grad(), trained.name());
            assertEquals(recorded.names().stream().filter(stored -> stored.startsWith("grad.")).count(), model.trained().size());

            CausalLm merged = CausalLm.of(config, new MergedWeights(golden.checkpoint(), adapter));
            merged.load(DType.FLOAT32, Device.CPU);
            assertClose(numbers(recorded, "merged_logits"), logits(merged, Tensor.ofIds(ids)), "merged logits");
        }
    }

    /// The first two of eight steps: the rate of the first is 0, so both begin with the same weights.
    @Test void lossAndGradientNormAreThoseOfTrainingWithPeft() {
        JsonNode steps = GoldenModel.json(TRAINING.resolve("lora/trajectory.json")).get("steps");
        try (var base = base(); var adapter = PeftAdapter.open(TRAINING.resolve("lora/adapter_init")); var _ = TensorScope.open();
                var recorded = Safetensors.open(TRAINING.resolve("lora/trajectory.safetensors"))) {
            CausalLm model = CausalLm.of(CONFIG, adapter.over(base), adapter);
            model.load(DType.FLOAT32, Device.CPU);
            model.requireGrad();
            assertEquals(8192, model.trained().stream().mapToLong(parameter -> parameter.tensor().numel()).sum());
            for (int step = 0; step < 2; step++) {
                Tensor loss = loss(model, recorded, step + ".");
                loss.backward();
                assertEquals(steps.get(step).get("loss").doubleValue(), loss.item(), 1e-4);
                assertEquals(steps.get(step).get("grad_norm").doubleValue(), gradNorm(model), 1e-3);
                model.trained().forEach(parameter -> parameter.tensor().grad().zero_());
            }
            assertTrue(model.parameters().stream().noneMatch(parameter -> parameter.tensor().hasGrad()), "frozen weights got gradients");
        }
    }

    /// In float64, with dropout: what a small step along each gradient changes is what the gradient says.
    @Test void gradientsAreTheSlopesOfTheLoss() {
        var settings = new LoraSettings(true, 3, 6, 0.3, List.of("all-linear"), List.of(), false, false, null);
        try (var base = base(); var _ = TensorScope.open()) {
            CausalLm model = CausalLm.of(CONFIG, base, NewLora.of(settings, CONFIG, 11));
            model.load(DType.FLOAT64, Device.CPU);
            model.trained().forEach(parameter -> parameter.tensor().add_(Tensor.randn(DType.FLOAT64, Device.CPU, parameter.shape()).mul(0.1)));
            model.requireGrad();
            droppedLoss(model).backward();
            for (Parameter parameter : model.trained()) assertEquals(slope(model, parameter), parameter.tensor().grad().pow(2).sum().item(),
                    1e-5 * (1 + parameter.tensor().grad().pow(2).sum().item()), parameter.name());
        }
    }

    /// `(loss(w + h g) - loss(w - h g)) / 2h`, which is `g · g` where g is the gradient.
    private static double slope(CausalLm model, Parameter parameter) {
        try (var _ = TensorScope.open(); var _ = Autograd.off()) {
            double h = 1e-4;
            Tensor step = parameter.tensor().grad().mul(h);
            parameter.tensor().add_(step);
            double above = droppedLoss(model).item();
            parameter.tensor().add_(step.mul(-2));
            double below = droppedLoss(model).item();
            parameter.tensor().add_(step);
            return (above - below) / (2 * h);
        }
    }

    private static Tensor droppedLoss(CausalLm model) {
        int[] ids = IntStream.range(0, 24).map(i -> 3 + 11 * i % 300).toArray();
        Segments segments = Segments.of(10, 14);
        Tensor hidden = model.forward(Tensor.ofIds(ids), segments, new Dropout(5, 2), true).hidden();
        return CrossEntropy.mean(model.logits(hidden), ids, segments);
    }

    @Test void aNewAdapterChangesNothingAndDependsOnItsSeedAlone() {
        try (var base = base(); var _ = TensorScope.open(); var _ = Autograd.off()) {
            var settings = new LoraSettings(true, 4, 8, 0, null, List.of(), true, true, null);
            CausalLm plain = CausalLm.of(CONFIG, base);
            CausalLm adapted = CausalLm.of(CONFIG, base, NewLora.of(settings, CONFIG, 42));
            plain.load(DType.FLOAT32, Device.CPU);
            adapted.load(DType.FLOAT32, Device.CPU);
            Tensor ids = Tensor.ofIds(5, 6, 7, 8);
            assertClose(logits(plain, ids).toFloats(), logits(adapted, ids), "logits");
            assertEquals(List.of("lora_A.weight", "lora_B.weight", "lora_magnitude_vector"), adapted.trained().subList(0, 3).stream()
                    .map(parameter -> parameter.name().substring("model.layers.0.self_attn.q_proj.".length())).toList());

            float[] a = adapted.trained().getFirst().tensor().toFloats();
            assertTrue(IntStream.range(0, a.length).allMatch(i -> Math.abs(a[i]) <= 1 / Math.sqrt(32)), "A is outside ±1/√in");
            assertTrue(Arrays.equals(a, firstA(base, settings, 42)));
            assertTrue(!Arrays.equals(a, firstA(base, settings, 43)));
        }
    }

    private static float[] firstA(Safetensors base, LoraSettings settings, long seed) {
        var stored = CausalLm.of(CONFIG, base, NewLora.of(settings, CONFIG, seed)).trained().getFirst().stored();
        return Numbers.read(stored.bytes(), stored.dtype());
    }

    private static Tensor loss(CausalLm model, Safetensors recorded, String batch) {
        Tensor all = tensor(recorded, batch + "input_ids");
        long[] mask = tensor(recorded, batch + "attention_mask").toLongs();
        long[] ids = all.toLongs();
        long[] labels = tensor(recorded, batch + "labels").toLongs();
        int width = (int) all.size(1);
        int[] lengths = new int[ids.length / width];
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            if (mask[i] == 0) continue;
            kept.add(i);
            lengths[i / width]++;
        }
        Segments segments = Segments.of(lengths);
        Tensor tokens = Tensor.ofIds(kept.stream().mapToInt(i -> (int) ids[i]).toArray());
        int[] wanted = kept.stream().mapToInt(i -> (int) labels[i]).toArray();
        return CrossEntropy.mean(model.logits(model.hidden(tokens, segments)), wanted, segments);
    }

    private static double gradNorm(CausalLm model) {
        return Math.sqrt(model.trained().stream().mapToDouble(parameter -> parameter.tensor().grad().pow(2).sum().item()).sum());
    }

    private static Tensor logits(CausalLm model, Tensor ids) {
        return model.logits(model.hidden(ids, Segments.of((int) ids.numel())));
    }

    private static Safetensors base() {
        return Safetensors.open(TRAINING.resolve("base_model"));
    }

    private static Tensor tensor(Safetensors recorded, String name) {
        var stored = recorded.get(name);
        return Tensor.copied(stored.bytes(), stored.dtype(), stored.shape());
    }

    private static float[] numbers(Safetensors recorded, String name) {
        return Numbers.read(recorded.get(name).bytes(), recorded.get(name).dtype());
    }
}
