package dev.hone.algorithm.reward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.model.CausalLm;
import dev.hone.model.Learner.Weight;
import dev.hone.model.ModelConfig;
import dev.hone.model.ScoreLearner;
import dev.hone.model.autograd.AutogradScoreLearner;
import dev.hone.model.learn.KernelScoreLearner;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Numbers;
import dev.hone.token.TokenAnswer;
import dev.hone.token.TokenPair;
import dev.hone.train.AdamW;
import dev.hone.train.Algorithm;
import dev.hone.train.GradientStep;
import dev.hone.train.LearnerState;
import dev.hone.train.Recent;
import dev.hone.train.Metrics;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// TRL's recorded losses, gradient norms and metrics of a reward model, by both engines.
class RewardTrainingTest {
    private static final Path LOSSES = Path.of("src/test/resources/golden/losses");
    private static final List<Function<CausalLm, ScoreLearner>> ENGINES = List.of(
            model -> new KernelScoreLearner(model, 0, false), model -> new KernelScoreLearner(model, 0, true), model -> new AutogradScoreLearner(model, 0));

    /// Rows 0 to 3 are chosen, 4 to 7 rejected.
    private static List<TokenPair> pairs(Safetensors tensors, JsonNode margins) {
        List<int[]> rows = new ArrayList<>();
        StoredTensor ids = tensors.get("input_ids"), mask = tensors.get("attention_mask");
        int width = (int) ids.shape()[1];
        for (int row = 0; row < 8; row++) {
            int[] all = new int[width];
            int length = 0;
            for (int t = 0; t < width; t++)
                if (number(mask, row * width + t) == 1) all[length++] = (int) number(ids, row * width + t);
            rows.add(Arrays.copyOf(all, length));
        }
        List<TokenPair> pairs = new ArrayList<>();
        for (int i = 0; i < 4; i++) pairs.add(new TokenPair(new TokenAnswer(new int[0], rows.get(i)), new TokenAnswer(new int[0], rows.get(i + 4)),
                margins.isNull() ? 0 : margins.get(i).doubleValue()));
        return pairs;
    }

    private static long number(StoredTensor tensor, long at) {
        return tensor.bytes().getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, at);
    }

    @Test void lossGradientNormAndMetrics() throws Exception {
        JsonNode recorded = JsonMapper.shared().readTree(Files.readAllBytes(LOSSES.resolve("reward.json")));
        HfFolder folder = HfFolder.open(LOSSES.resolve("reward_model"));
        for (Function<CausalLm, ScoreLearner> engine : ENGINES)
            for (JsonNode c : recorded.get("cases"))
                for (boolean shares : new boolean[] {true, false})
                    try (Safetensors tensors = Safetensors.open(LOSSES.resolve("reward.safetensors")); Safetensors weights = folder.weights(); var _ = TensorScope.open();
                         ScoreLearner learner = engine.apply(CausalLm.of(ModelConfig.read(folder.config(), "config.json"), weights))) {
                        Metrics metrics = step(learner, pairs(tensors, c.get("margin")), c, shares);
                        close(c.get("loss").doubleValue(), metrics.loss(), "loss");
                        close(c.get("grad_norm").doubleValue(), metrics.gradNorm(), "grad_norm");
                        Map<String, Double> named = metrics.batches().getFirst();
                        named.forEach((name, value) -> close(c.get("metrics").get(name).doubleValue(), value, name));
                        assertEquals(c.get("metrics").get("num_tokens").longValue(), metrics.tokens());
                        if (c == recorded.get("cases").get(0)) for (Weight weight : learner.weights()) if (tensors.names().contains("grad." + weight.name()))
                            assertArrayEquals(floats(tensors.get("grad." + weight.name())), weight.gradient().toFloats(), 1e-4f, weight.name());
                    }
    }

    /// One step at rate 0, which leaves the gradients to be looked at.
    private static Metrics step(ScoreLearner learner, List<TokenPair> pairs, JsonNode c, boolean shares) {
        var optimizer = new AdamW(learner.weights(), new AdamW.Settings(0.9, 0.999, 1e-8, 0));
        Double centering = c.get("center_rewards_coefficient").isNull() ? null : c.get("center_rewards_coefficient").doubleValue();
        var settings = new RewardTrainingSettings(null, centering, true, shares, null, null, null, 512);
        var training = new RewardTraining(learner, new GradientStep(learner, optimizer, 0), new LearnerState(learner, optimizer, null), settings, 0, 100, List.of(), new Recent<>(1));
        return training.step(new Algorithm.Step<>(1, 0, List.of(pairs)));
    }

    private static float[] floats(StoredTensor tensor) {
        return Numbers.read(tensor.bytes(), tensor.dtype());
    }

    private static void close(double expected, double got, String what) {
        assertEquals(expected, got, 1e-5 + 1e-4 * Math.abs(expected), what);
    }
}
