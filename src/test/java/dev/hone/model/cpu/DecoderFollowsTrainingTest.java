package dev.hone.model.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.batch.Segments;
import dev.hone.batch.TokenBatch;
import dev.hone.model.CausalLm;
import dev.hone.model.Decoder;
import dev.hone.model.GoldenModel;
import dev.hone.model.Learner;
import dev.hone.model.LoraPlan;
import dev.hone.model.LoraSettings;
import dev.hone.model.NewLora;
import dev.hone.model.TokenLearner;
import dev.hone.model.TokenLoss;
import dev.hone.model.WeightValues;
import dev.hone.tensor.DType;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Floats;
import dev.hone.train.Learners;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A decoder that answers with the weights of a model in training.
class DecoderFollowsTrainingTest {
    private static final int[] IDS = {5, 17, 9, 60, 33, 21, 8, 44};

    @ParameterizedTest @ValueSource(strings = {"llama-smollm2", "qwen3", "deepseek-v3", "mixtral", "gemma3-text", "phi3"})
    void wholeWeights(String name) {
        follows(name, null);
    }

    @ParameterizedTest @ValueSource(strings = {"llama-smollm2", "phi3", "deepseek-v3"})
    void adapters(String name) {
        follows(name, lora(false));
    }

    @Test void adaptersWithMagnitudes() {
        follows("llama-smollm2", lora(true));
    }

    private static LoraSettings lora(boolean dora) {
        return new LoraSettings(true, 4, 16, 0, List.of("all-linear"), null, false, dora, null);
    }

    private static void follows(String name, LoraSettings lora) {
        try (var golden = GoldenModel.open(name); var _ = TensorScope.open()) {
            CausalLm model = golden.model(config -> lora == null ? LoraPlan.NONE : NewLora.of(lora, config, 3));
            try (TokenLearner learner = Learners.of(model, 1, false, 0)) {
                WeightValues now = WeightValues.learned(model, learner.weights());
                var decoder = new CpuDecoder(model, DType.FLOAT32, now);
                float[] before = agreed(learner, decoder);
                for (Learner.Weight weight : learner.weights()) shift(weight);
                learner.weightsChanged();
                decoder.update(now);
                assertNotEquals(before[3], agreed(learner, decoder)[3], 1e-3);
            }
        }
    }

    private static void shift(Learner.Weight weight) {
        Floats numbers = Floats.over(weight.value().memory());
        for (int i = 0; i < numbers.length(); i++) numbers.set(i, numbers.get(i) + 0.02f * (i % 5 - 2));
    }

    /// What both say of the tokens.
    private static float[] agreed(TokenLearner learner, CpuDecoder decoder) {
        boolean[] learned = new boolean[IDS.length];
        Arrays.fill(learned, true);
        float[] expected = learner.predict(new TokenBatch(IDS, learned, Segments.of(IDS.length)), 1).logProbs();
        float[] got = decoder.logProbs(IDS);
        for (int t = 1; t < IDS.length; t++) assertEquals(expected[t - 1], got[t], 2e-4, "token " + t);
        return got;
    }

    /// Weights are gone while it rests, and come back with the next update.
    @Test void restAndUpdate() {
        try (var golden = GoldenModel.open("qwen3")) {
            CausalLm model = golden.model();
            var decoder = new CpuDecoder(model, DType.FLOAT32);
            float[] before = decoder.logProbs(IDS);
            decoder.rest();
            try (var cache = decoder.newCache()) {
                assertThrows(IllegalStateException.class, () -> decoder.next(List.of(new Decoder.Step(cache, IDS))));
            }
            decoder.update(WeightValues.STORED);
            assertArrayEquals(before, decoder.logProbs(IDS));
        }
    }

    /// A learner that rested learns as one that did not, also where most of its weights are frozen and were given back.
    @ParameterizedTest @ValueSource(booleans = {false, true})
    void aLearnerThatRested(boolean adapter) {
        try (var golden = GoldenModel.open("llama-smollm2"); var _ = TensorScope.open()) {
            CausalLm model = golden.model(config -> adapter ? NewLora.of(lora(false), config, 3) : LoraPlan.NONE);
            boolean[] learned = new boolean[IDS.length];
            Arrays.fill(learned, true);
            var batch = new TokenBatch(IDS, learned, Segments.of(IDS.length));
            try (TokenLearner learner = Learners.of(model, 1, false, 0)) {
                learner.learn(batch, TokenLoss.NLL, 1, Learner.WITHOUT_DROPOUT);
                Tensor gradient = learner.weights().getLast().gradient();
                float[] before = gradient.toFloats();
                float[] said = learner.predict(batch, 1).logProbs();
                learner.rest();
                assertArrayEquals(new float[before.length], gradient.toFloats());
                learner.learn(batch, TokenLoss.NLL, 1, Learner.WITHOUT_DROPOUT);
                assertArrayEquals(before, gradient.toFloats());
                learner.rest();
                assertArrayEquals(said, learner.predict(batch, 1).logProbs());
            }
        }
    }

    /// What a layer makes of its weights beforehand is made of the weights, also where a step comes without a pass after a rest.
    @Test void aStepAfterARest() {
        try (var golden = GoldenModel.open("gemma3-text"); var _ = TensorScope.open()) {
            CausalLm model = golden.model(config -> NewLora.of(lora(false), config, 3));
            boolean[] learned = new boolean[IDS.length];
            Arrays.fill(learned, true);
            var batch = new TokenBatch(IDS, learned, Segments.of(IDS.length));
            try (TokenLearner learner = Learners.of(model, 1, false, 0)) {
                float[] said = learner.predict(batch, 1).logProbs();
                learner.rest();
                learner.weightsChanged();
                assertArrayEquals(said, learner.predict(batch, 1).logProbs());
            }
        }
    }

    @Test void openSequencesKeepTheirWeights() {
        try (var golden = GoldenModel.open("llama-smollm2")) {
            CausalLm model = golden.model();
            var decoder = new CpuDecoder(model);
            try (var cache = decoder.newCache()) {
                decoder.next(List.of(new Decoder.Step(cache, IDS)));
                assertThrows(IllegalStateException.class, () -> decoder.update(WeightValues.STORED));
            }
            decoder.update(WeightValues.STORED);
        }
    }
}
