package dev.hone.model.learn;

import static dev.hone.model.GoldenModel.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.batch.Segments;
import dev.hone.batch.TokenBatch;
import dev.hone.loss.CrossEntropy;
import dev.hone.model.CausalLm;
import dev.hone.model.GoldenModel;
import dev.hone.model.TokenLearner.Seen;
import dev.hone.model.Learner.Weight;
import dev.hone.model.LoraPlan;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelConfig;
import dev.hone.model.NewLora;
import dev.hone.model.TokenLoss;
import dev.hone.model.layer.Lora;
import dev.hone.model.layer.Parameter;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Dropout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The passes by hand give transformers' losses and gradients, for every family that has its layers here.
class KernelTokenLearnerTest {
    private static final List<String> BY_LIBTORCH = List.of("deepseek-v2", "deepseek-v3", "mixtral", "qwen3-moe");

    static List<String> names() throws Exception {
        return GoldenModel.names();
    }

    @ParameterizedTest @MethodSource("names")
    void mixturesAndLatentAttentionAreLeftToLibtorch(String name) {
        try (var golden = GoldenModel.open(name)) {
            assertEquals(!BY_LIBTORCH.contains(name), KernelTokenLearner.supports(golden.model()));
        }
    }

    @ParameterizedTest @MethodSource("names")
    void lossAndGradients(String name) {
        if (BY_LIBTORCH.contains(name)) return;
        long before = TensorScope.liveTensors();
        for (boolean checkpointing : new boolean[] {false, true}) {
            try (var golden = GoldenModel.open(name); var _ = TensorScope.open()) {
                CausalLm model = golden.model();
                var learner = new KernelTokenLearner(model, 0, checkpointing);
                TokenBatch batch = batch(golden);
                Seen seen = learner.learn(batch, TokenLoss.NLL, 1.0 / batch.labels(), 0);
                double expected = golden.meta().get("loss").doubleValue();
                assertEquals(expected, seen.loss() / seen.labels(), 1e-4 * expected);
                assertEquals(batch.labels(), seen.labels());
                double squares = 0;
                for (Weight weight : learner.weights()) {
                    squares += weight.gradient().pow(2).sum().item();
                    if (golden.recordedNames("grad.").contains("grad." + weight.name()))
                        assertClose(golden.numbers("grad." + weight.name()), weight.gradient(), weight.name());
                }
                double norm = golden.meta().get("grad_norm").doubleValue();
                assertEquals(norm, Math.sqrt(squares), 1e-4 * norm);
                assertEquals(seen, learner.measure(batch, TokenLoss.NLL));
            }
        }
        assertEquals(before, TensorScope.liveTensors());
    }

    private static TokenBatch batch(GoldenModel golden) {
        int[] labels = golden.ids("labels");
        boolean[] learned = new boolean[labels.length];
        for (int t = 0; t < labels.length; t++) learned[t] = labels[t] != CrossEntropy.IGNORED;
        return new TokenBatch(golden.ids("input_ids"), learned, golden.segments());
    }

    /// Two answers to one prompt cost the same, and teach the same, whether the prompt is there once or twice.
    @ParameterizedTest @ValueSource(strings = {"llama-smollm2", "qwen3", "mistral-swa", "gemma3-text"})
    void aSharedPromptGivesTheSameGradients(String name) {
        int[] prompt = {5, 9, 3, 7, 11}, one = {4, 8, 2}, other = {6, 1, 10, 12};
        TokenBatch twice = batch(new int[][] {prompt, one, prompt, other}, new boolean[] {false, true, false, true}, Segments.of(8, 9));
        TokenBatch once = batch(new int[][] {prompt, one, other}, new boolean[] {false, true, true},
                Segments.tree(new int[] {5, 3, 4}, new int[] {Segments.NONE, 0, 0}));
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open()) {
            Map<String, float[]> apart = gradients(golden, twice), together = gradients(golden, once);
            apart.forEach((weight, expected) -> assertArrayEquals(expected, together.get(weight), 1e-5f * largest(expected), weight));
        }
    }

    private static Map<String, float[]> gradients(GoldenModel golden, TokenBatch batch) {
        CausalLm model = golden.model();
        var learner = new KernelTokenLearner(model, 0, false);
        learner.learn(batch, TokenLoss.DFT, 0.5, 0);
        Map<String, float[]> gradients = new TreeMap<>();
        for (Weight weight : learner.weights()) gradients.put(weight.name(), weight.gradient().toFloats());
        return gradients;
    }

    /// An adapter learns what libtorch says, dropout included; Phi-3's layers are parts of one matrix that has one adapter.
    @ParameterizedTest @ValueSource(strings = {"llama-smollm2", "qwen2", "phi3"})
    void adaptersGetLibtorchsGradients(String name) {
        var settings = new LoraSettings(true, 4, 8, 0.3, List.of("all-linear"), null, false, false, null);
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open()) {
            CausalLm model = golden.model(config -> begun(config, settings));
            TokenBatch batch = batch(golden);
            var learner = new KernelTokenLearner(model, 7, false);
            Seen seen = learner.learn(batch, TokenLoss.NLL, 1.0 / batch.labels(), 3);

            model.load(DType.FLOAT32, Device.CPU);
            model.requireGrad();
            Tensor hidden = model.forward(Tensor.ofIds(batch.ids()), batch.segments(), new Dropout(7, 3), true).hidden();
            Tensor loss = CrossEntropy.mean(model.logits(hidden), golden.ids("labels"), batch.segments());
            loss.backward();
            assertEquals(loss.item(), seen.loss() / seen.labels(), 1e-5);
            assertTrue(learner.weights().size() > 4);
            for (Weight weight : learner.weights()) {
                Parameter parameter = model.trained().stream().filter(p -> p.name().equals(weight.name())).findFirst().orElseThrow();
                assertClose(parameter.tensor().grad().toFloats(), weight.gradient(), weight.name());
            }
        }
    }

    /// A new adapter whose B is not zero, so that A has a gradient.
    private static LoraPlan begun(ModelConfig config, LoraSettings settings) {
        LoraPlan fresh = NewLora.of(settings, config, 1);
        return new LoraPlan() {
            @Override public Lora adapter(String layer, StoredTensor weight) {
                Lora lora = fresh.adapter(layer, weight);
                if (lora == null) return null;
                MemorySegment b = lora.b().stored().bytes();
                for (long i = 0; i < b.byteSize() / 4; i++) b.setAtIndex(ValueLayout.JAVA_FLOAT, i, (i * 37 % 101 - 50) / 1000f);
                return lora;
            }

            @Override public boolean trainsWhole(String module) {
                return fresh.trainsWhole(module);
            }

            @Override public void check(List<String> layers, List<Parameter> trained) {
                fresh.check(layers, trained);
            }
        };
    }

    private static float largest(float[] x) {
        float largest = 1e-3f;
        for (float each : x) largest = Math.max(largest, Math.abs(each));
        return largest;
    }

    private static TokenBatch batch(int[][] pieces, boolean[] learned, Segments segments) {
        int[] ids = Arrays.stream(pieces).flatMapToInt(Arrays::stream).toArray();
        boolean[] marks = new boolean[ids.length];
        for (int piece = 0, at = 0; piece < pieces.length; at += pieces[piece++].length) Arrays.fill(marks, at, at + pieces[piece].length, learned[piece]);
        return new TokenBatch(ids, marks, segments);
    }

    /// Gradients add up over passes, and are gone after clearing.
    @Test void gradientsAreGatheredUntilCleared() {
        try (var golden = GoldenModel.open("llama-smollm2"); var _ = TensorScope.open()) {
            CausalLm model = golden.model();
            var learner = new KernelTokenLearner(model, 0, false);
            learner.learn(batch(golden), TokenLoss.NLL, 1, 0);
            float[] once = learner.weights().getFirst().gradient().toFloats();
            learner.learn(batch(golden), TokenLoss.NLL, 1, 1);
            float[] twice = learner.weights().getFirst().gradient().toFloats();
            for (int i = 0; i < once.length; i++) assertEquals(2 * once[i], twice[i], 1e-5 + 1e-5 * Math.abs(twice[i]));
            learner.clearGradients();
            learner.weights().forEach(weight -> assertEquals(0, weight.gradient().pow(2).sum().item(), weight.name()));
        }
    }

    /// The same batch gives the same bits, whatever was computed before it.
    @Test void theSameBitsEachTime() {
        try (var golden = GoldenModel.open("qwen3"); var _ = TensorScope.open()) {
            Map<String, float[]> first = gradients(golden, batch(golden)), second = gradients(golden, batch(golden));
            first.forEach((weight, expected) -> assertTrue(Arrays.equals(expected, second.get(weight)), weight));
        }
    }
}
