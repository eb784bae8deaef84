package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.batch.LabelNumbers;
import dev.hone.checkpoint.Safetensors;
import dev.hone.loss.GrpoLoss.Result;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Numbers;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Losses, gradients and metrics of TRL's `GRPOTrainer`, whose padded rows are cut to their tokens here. Each case is computed whole,
/// and again in two parts that must add up to it.
class GoldenGrpoTest {
    private static final Path LOSSES = Path.of("src/test/resources/golden/losses");
    private static final int WIDTH = 9, ANSWERS = 12;

    @Test void everyCase() throws Exception {
        JsonNode recorded = JsonMapper.shared().readTree(Files.readAllBytes(LOSSES.resolve("grpo.json")));
        try (Safetensors tensors = Safetensors.open(LOSSES.resolve("grpo.safetensors"))) {
            for (JsonNode c : recorded.get("cases")) {
                var batch = new Recording(tensors, c);
                batch.check(new int[] {0, ANSWERS});
                batch.check(new int[] {0, 5, ANSWERS});
            }
            assertEquals(83, recorded.get("cases").size());
        }
    }

    /// One case.
    private static final class Recording {
        private final Safetensors tensors;
        private final JsonNode recorded;
        private final int[] places;
        private final int[] lengths = new int[ANSWERS];
        private final GrpoLoss.Settings settings;

        Recording(Safetensors tensors, JsonNode recorded) {
            this.tensors = tensors;
            this.recorded = recorded;
            long[] mask = ints("completion_mask"), tools = ints("tool_mask");
            boolean skipsTools = recorded.get("tool_mask").booleanValue();
            this.places = IntStream.range(0, mask.length).filter(i -> mask[i] == 1 && (!skipsTools || tools[i] == 1)).toArray();
            for (int place : places) lengths[place / WIDTH]++;
            double epsilon = number("epsilon", Double.NaN);
            this.settings = new GrpoLoss.Settings(GrpoLossType.valueOf(name("loss_type")), RatioLevel.valueOf(name("importance_sampling_level")), epsilon,
                    number("epsilon_high", epsilon), number("delta", Double.POSITIVE_INFINITY), number("beta", 0),
                    recorded.get("use_bias_correction_kl").booleanValue(), GrpoLoss.Sapo.DEFAULTS, GrpoLoss.Vespo.DEFAULTS,
                    number("off_policy_mask_threshold", Double.POSITIVE_INFINITY), number("entropy_coef", 0));
        }

        /// @param cuts where parts begin and end, in answers
        void check(int[] cuts) {
            float[] gradient = new float[ANSWERS * WIDTH];
            double loss = 0;
            GrpoMetrics metrics = GrpoMetrics.NOTHING;
            for (int part = 0, token = 0; part + 1 < cuts.length; part++) {
                int[] answers = Arrays.copyOfRange(lengths, cuts[part], cuts[part + 1]);
                int[] here = Arrays.copyOfRange(places, token, token += Arrays.stream(answers).sum());
                try (var _ = TensorScope.open()) {
                    Tensor now = Tensor.of(pick("logps", here), here.length).requireGrad();
                    Result result = GrpoLoss.of(inputs(now, here, answers, cuts[part]), whole(), settings);
                    result.loss().backward();
                    loss += result.loss().item();
                    metrics = metrics.plus(result.metrics());
                    float[] slopes = now.grad().toFloats();
                    for (int i = 0; i < here.length; i++) gradient[here[i]] = slopes[i];
                }
            }
            agree(recorded.get("loss").doubleValue(), loss, "loss");
            float[] expected = floats(recorded.get("grad_tensor").asString());
            for (int i = 0; i < expected.length; i++) agree(expected[i], gradient[i], "gradient of token " + i);
            Map<String, Double> named = metrics.named(settings);
            recorded.get("metrics").properties().forEach(metric -> {
                if (metric.getKey().equals("entropy_coef")) return;
                agree(metric.getValue().doubleValue(), named.getOrDefault(metric.getKey(), Double.NaN), metric.getKey());
            });
        }

        private GrpoInputs inputs(Tensor now, int[] here, int[] answers, int first) {
            return new GrpoInputs(now, recorded.get("old_logps_given").booleanValue() ? pick("old_logps", here) : null,
                    settings.beta() == 0 ? null : pick("ref_logps", here),
                    recorded.get("off_policy_mask_threshold").isNull() ? null : pick("sampling_logps", here), null,
                    Tensor.of(pick("entropies", here), here.length), Arrays.copyOfRange(floats("advantages"), first, first + answers.length), answers);
        }

        private GrpoDenominators whole() {
            EntropyCut cut = EntropyCut.of(pick("entropies", places), recorded.get("top_entropy_quantile").doubleValue());
            return new GrpoDenominators(ANSWERS, places.length, cut, recorded.get("num_items_in_batch").intValue(), recorded.get("steps_per_generation").intValue(),
                    recorded.get("gradient_accumulation_steps").intValue(), recorded.get("max_completion_length").intValue());
        }

        private float[] pick(String name, int[] at) {
            return LabelNumbers.picked(floats(name), at);
        }

        private float[] floats(String name) {
            return Numbers.read(tensors.get(name).bytes(), tensors.get(name).dtype());
        }

        private long[] ints(String name) {
            return tensors.get(name).bytes().toArray(ValueLayout.JAVA_LONG_UNALIGNED);
        }

        private double number(String name, double absent) {
            return recorded.get(name).isNull() ? absent : recorded.get(name).doubleValue();
        }

        private String name(String name) {
            return recorded.get(name).asString().toUpperCase(Locale.ROOT);
        }

        private void agree(double expected, double got, String what) {
            assertEquals(expected, got, 1e-5 + 1e-4 * Math.abs(expected), what + " of " + recorded);
        }
    }
}
