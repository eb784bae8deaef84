package dev.hone.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.batch.Segments;
import dev.hone.model.cpu.CpuDecoder;
import dev.hone.settings.UserError;
import dev.hone.tensor.Autograd;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A base model becomes the beginning of a reward model.
class NewScoreTest {
    /// The first numbers that transformers 5.23 gives `score.weight` after `set_seed(42)`, with an `initializer_range` of 0.02.
    @Test void beginsWithTheNumbersOfTransformers() {
        try (GoldenModel golden = GoldenModel.open("llama-smollm2")) {
            NewScore begun = NewScore.over(GoldenModel.weights(golden.checkpoint()), golden.config("config.json").scoring(), 42);
            float[] numbers = Numbers.read(begun.score().bytes(), begun.score().dtype());
            assertArrayEquals(new float[] {0.03853830322623253f, 0.02974568121135235f, 0.018014343455433846f}, Arrays.copyOf(numbers, 3));
        }
    }

    static Stream<String> familiesWithScores() throws Exception {
        return GoldenModel.names().stream().filter(name -> !name.equals("granite"));
    }

    /// Both engines give one score for a text, whatever family its body is of; an output layer for tokens is left unused.
    @ParameterizedTest @MethodSource("familiesWithScores") void everyBodyTakesAScore(String name) {
        int[] ids = {5, 17, 3, 44, 9, 60, 8};
        try (GoldenModel golden = GoldenModel.open(name); var _ = TensorScope.open(); var _ = Autograd.off()) {
            ModelConfig config = golden.config("config.json").scoring();
            CausalLm model = CausalLm.of(config, NewScore.over(GoldenModel.weights(golden.checkpoint()), config, 42));
            model.refuseOthers(golden.checkpoint().names());
            assertEquals("score.weight", model.parameters().getLast().name());
            model.load(DType.FLOAT32, Device.CPU);
            float[] scores = model.logits(model.hidden(Tensor.ofIds(ids), Segments.of(ids.length))).toFloats();
            assertEquals(ids.length, scores.length);
            var decoder = new CpuDecoder(model, DType.FLOAT32);
            try (KvCache cache = decoder.newCache()) {
                assertEquals(scores[ids.length - 1], decoder.next(List.of(new Decoder.Step(cache, ids)))[0], 1e-5f);
            }
        }
    }

    @Test void aFamilyThatTransformersHasNoRewardModelOfIsRefused() {
        try (GoldenModel golden = GoldenModel.open("granite")) {
            assertEquals("transformers has no reward model of GraniteForCausalLM; take a base of another family, such as LlamaForCausalLM",
                    assertThrows(UserError.class, () -> golden.config("config.json").scoring()).getMessage());
        }
    }
}
