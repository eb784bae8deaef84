package dev.hone.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.batch.AnswerBatch;
import dev.hone.batch.AnswerBatch.Group;
import dev.hone.batch.TokenBatch;
import dev.hone.model.Learner.Weight;
import dev.hone.model.TokenLearner.Slopes;
import dev.hone.model.autograd.AutogradTokenLearner;
import dev.hone.model.learn.KernelTokenLearner;
import dev.hone.tensor.Autograd;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Objectives that are known only once all labels are read: both engines, beside plain autograd.
class TwoPhaseTest {
    private static final double TEMPERATURE = 0.7;
    private static final Group GROUP = new Group(new int[] {5, 9, 3, 7}, List.of(new int[] {4, 8, 2}, new int[] {4, 8, 10, 12}));

    /// A loss that couples all tokens: the square of a weighted sum of log-probabilities, and the entropies on top.
    private static Tensor loss(Tensor logProbs, Tensor entropies) {
        return logProbs.mul(0.1).sum().pow(2).add(entropies.mul(0.3).sum());
    }

    private static Slopes slopes(Predictions said) {
        double sum = 0;
        for (float each : said.logProbs()) sum += 0.1 * each;
        float[] logProbs = new float[said.labels()], entropies = new float[said.labels()];
        for (int i = 0; i < logProbs.length; i++) {
            logProbs[i] = (float) (0.2 * sum);
            entropies[i] = 0.3f;
        }
        return new Slopes(logProbs, entropies, 0);
    }

    @ParameterizedTest @ValueSource(strings = {"llama-smollm2", "granite", "qwen3"})
    void bothEnginesGiveAutogradsGradients(String name) {
        TokenBatch batch = AnswerBatch.of(List.of(GROUP), true, false).tokens();
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open()) {
            Map<String, float[]> expected = byPlainAutograd(golden.model(), batch);
            for (Function<CausalLm, TokenLearner> engine : List.<Function<CausalLm, TokenLearner>>of(
                    model -> new KernelTokenLearner(model, 0, false), model -> new KernelTokenLearner(model, 0, true),
                    model -> new AutogradTokenLearner(model, 0, null))) {
                try (TokenLearner learner = engine.apply(golden.model())) {
                    Predictions alone = learner.predict(batch, TEMPERATURE);
                    Predictions said = learner.learn(batch, TEMPERATURE, Learner.WITHOUT_DROPOUT, TwoPhaseTest::slopes);
                    assertArrayEquals(alone.logProbs(), said.logProbs(), 1e-6f);
                    for (Weight weight : learner.weights()) {
                        float[] wanted = expected.get(weight.name());
                        assertArrayEquals(wanted, weight.gradient().toFloats(), 2e-5f * largest(wanted), weight.name());
                    }
                }
            }
        }
    }

    private static Map<String, float[]> byPlainAutograd(CausalLm model, TokenBatch batch) {
        model.load(DType.FLOAT32, Device.CPU);
        model.requireGrad();
        int[] before = batch.segments().predictors();
        int[] rows = java.util.Arrays.stream(batch.labelled()).map(t -> before[t]).toArray();
        int[] wanted = java.util.Arrays.stream(batch.labelled()).map(t -> batch.ids()[t]).toArray();
        Tensor hidden = model.hidden(Tensor.ofIds(batch.ids()), batch.segments()).indexSelect(0, Tensor.ofIds(rows));
        Tensor logProbs = model.logits(hidden).div(TEMPERATURE).logSoftmax(1);
        Tensor chosen = logProbs.gather(1, Tensor.ofIds(wanted).unsqueeze(1)).squeeze(1);
        loss(chosen, logProbs.exp().mul(logProbs).sum(1, false).neg()).backward();
        Map<String, float[]> gradients = new TreeMap<>();
        model.trained().forEach(parameter -> gradients.put(parameter.name(), parameter.tensor().grad().toFloats()));
        return gradients;
    }

    private static float largest(float[] x) {
        float largest = 1e-3f;
        for (float each : x) largest = Math.max(largest, Math.abs(each));
        return largest;
    }

    /// What answers share is computed once and gives the same numbers as written out.
    @ParameterizedTest @ValueSource(strings = {"llama-smollm2", "gemma3-text", "qwen3-moe"})
    void sharingChangesNothing(String name) {
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open()) {
            Map<String, float[]> apart = gradients(golden, false), together = gradients(golden, true);
            apart.forEach((weight, expected) -> assertArrayEquals(expected, together.get(weight), 2e-5f * largest(expected), weight));
        }
    }

    private static Map<String, float[]> gradients(GoldenModel golden, boolean shares) {
        AnswerBatch batch = AnswerBatch.of(List.of(GROUP), shares, false);
        CausalLm model = golden.model();
        Map<String, float[]> gradients = new TreeMap<>();
        try (TokenLearner learner = KernelTokenLearner.supports(model) ? new KernelTokenLearner(model, 0, false) : new AutogradTokenLearner(model, 0, null)) {
            learner.learn(batch.tokens(), 1, Learner.WITHOUT_DROPOUT, said -> {
                float[] slopes = new float[said.labels()];
                for (int label : batch.answers().get(0)) slopes[label] += 1;       // the first answer up,
                for (int label : batch.answers().get(1)) slopes[label] -= 0.5f;    // the other down
                return Slopes.ofLogProbs(slopes, 0);
            });
            for (Weight weight : learner.weights()) gradients.put(weight.name(), weight.gradient().toFloats());
        }
        return gradients;
    }

    @ParameterizedTest @ValueSource(strings = {"llama-smollm2", "qwen3-moe"})
    void readingsOfBothEnginesAgree(String name) {
        TokenBatch batch = AnswerBatch.of(List.of(GROUP), true, false).tokens();
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open(); var plain = new AutogradTokenLearner(golden.model(), 0, null)) {
            Predictions expected = plain.predict(batch, TEMPERATURE);
            for (int i = 0; i < expected.labels(); i++) assertEquals(-expected.entropies()[i], Math.min(0, -expected.entropies()[i]));
            if (!KernelTokenLearner.supports(golden.model())) return;
            Predictions said = new KernelTokenLearner(golden.model(), 0, false).predict(batch, TEMPERATURE);
            assertArrayEquals(expected.logProbs(), said.logProbs(), 1e-5f);
            assertArrayEquals(expected.entropies(), said.entropies(), 1e-5f);
            assertArrayEquals(expected.meanLogits(), said.meanLogits(), 1e-6f);
            assertArrayEquals(expected.logSumSquares(), said.logSumSquares(), 1e-5f);
            assertArrayEquals(expected.likeliest(), said.likeliest());
        }
    }

    /// Without its adapter a model says what the base says; with it, something else once B is not zero.
    @ParameterizedTest @ValueSource(strings = {"llama-smollm2"})
    void theAdapterCanBeLeftOut(String name) {
        TokenBatch batch = AnswerBatch.of(List.of(GROUP), true, false).tokens();
        var settings = new LoraSettings(true, 4, 8, 0, List.of("all-linear"), null, false, false, null);
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open()) {
            float[] base = new KernelTokenLearner(golden.model(), 0, false).predict(batch, 1).logProbs();
            for (Function<CausalLm, TokenLearner> engine : List.<Function<CausalLm, TokenLearner>>of(
                    model -> new KernelTokenLearner(model, 0, false), model -> new AutogradTokenLearner(model, 0, null))) {
                try (TokenLearner learner = engine.apply(golden.model(config -> NewLora.of(settings, config, 1)))) {
                    try (var _ = Autograd.off()) {
                        for (Weight weight : learner.weights()) if (weight.name().contains("lora_B")) weight.value().fill_(0.05);
                    }
                    learner.weightsChanged();
                    assertArrayEquals(base, learner.withoutAdapter().predict(batch, 1).logProbs(), 1e-5f);
                    double moved = 0;
                    float[] now = learner.predict(batch, 1).logProbs();
                    for (int i = 0; i < now.length; i++) moved += Math.abs(now[i] - base[i]);
                    assertEquals(true, moved > 0.01, "moved by " + moved);
                }
            }
            var whole = new KernelTokenLearner(golden.model(), 0, false);
            assertThrows(IllegalStateException.class, whole::withoutAdapter);
        }
    }
}
