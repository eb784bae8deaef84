package dev.hone.algorithm.dpo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.algorithm.dpo.PairMetrics.Scoring;
import dev.hone.algorithm.dpo.PreferenceBatch.Layout;
import dev.hone.algorithm.dpo.PreferenceLoss.Judged;
import dev.hone.algorithm.dpo.PreferenceLoss.MicroBatch;
import dev.hone.algorithm.dpo.PreferenceLoss.Said;
import dev.hone.checkpoint.HfFolder;
import dev.hone.checkpoint.Safetensors;
import dev.hone.loss.FDivergence;
import dev.hone.model.CausalLm;
import dev.hone.model.Learner;
import dev.hone.model.LoraPlan;
import dev.hone.model.ModelConfig;
import dev.hone.model.Predictions;
import dev.hone.model.TokenLearner.Slopes;
import dev.hone.model.learn.KernelTokenLearner;
import dev.hone.tensor.StoredTensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Numbers;
import dev.hone.token.LabelSettings;
import dev.hone.token.TokenAnswer;
import dev.hone.token.TokenPair;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every loss of TRL's `DPOTrainer`: values, gradients and metrics.
class DpoGoldenTest {
    private static final Path LOSSES = Path.of("src/test/resources/golden/losses");

    private static JsonNode recorded() throws Exception {
        return JsonMapper.shared().readTree(Files.readAllBytes(LOSSES.resolve("dpo.json")));
    }

    private static DpoSettings settings(JsonNode c) {
        JsonNode types = c.get("loss_type");
        List<PreferenceLossType> losses = (types.isArray() ? types.valueStream() : List.of(types).stream())
                .map(type -> PreferenceLossType.valueOf(type.asString().toUpperCase(Locale.ROOT))).toList();
        List<Double> weights = c.path("loss_weights").isArray() ? c.get("loss_weights").valueStream().map(JsonNode::doubleValue).toList() : null;
        return new DpoSettings(c.get("beta").doubleValue(), losses, weights, c.get("label_smoothing").doubleValue(),
                FDivergence.valueOf(c.get("f_divergence_type").asString().toUpperCase(Locale.ROOT)), c.get("f_alpha_divergence_coef").doubleValue(),
                c.get("discopop_tau").doubleValue(), c.get("ld_alpha").isNull() ? null : c.get("ld_alpha").doubleValue(),
                c.get("use_weighting").booleanValue(), null, LabelSettings.Cut.KEEP_START, true, null, null,
                false, 0.6, 512, true, false, null, null, null, 0, 512, false);
    }

    private static float[] floats(Safetensors file, String name) {
        return Numbers.read(file.get(name).bytes(), file.get(name).dtype());
    }

    private static boolean[] mask(Safetensors file, String name) {
        StoredTensor tensor = file.get(name);
        boolean[] mask = new boolean[Math.toIntExact(tensor.count())];
        for (int i = 0; i < mask.length; i++) mask[i] = tensor.bytes().getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i) != 0;
        return mask;
    }

    /// On prescribed log-probabilities: [8, 8], chosen rows first; position t + 1 of the mask belongs to log-probability t.
    @Test void lossesAndGradientsOnPrescribedLogProbs() throws Exception {
        try (Safetensors unit = Safetensors.open(LOSSES.resolve("dpo_unit.safetensors")); var _ = TensorScope.open()) {
            float[] policy = floats(unit, "policy_token_logps"), reference = floats(unit, "ref_token_logps");
            boolean[] mask = mask(unit, "completion_mask");
            List<int[]> answers = IntStream.range(0, 8).mapToObj(row -> IntStream.range(0, 8).filter(t -> mask[9 * row + t + 1]).map(t -> 8 * row + t).toArray()).toList();
            int tried = 0;
            for (JsonNode c : recorded().get("unit")) {
                float[] sumSquares = unit.names().contains("log_sum_sq_probs") ? floats(unit, "log_sum_sq_probs") : new float[policy.length];
                var sides = new Answers(Collections.nCopies(4, new int[0]), answers.subList(0, 4), answers.subList(4, 8));
                Judged judged = new PairLoss(settings(c)).of(sides, new Said(policy, sumSquares, reference), new MicroBatch(4, 0, 0));
                double expected = c.get("loss").doubleValue();
                assertEquals(expected, judged.loss(), 1e-5 + 1e-4 * Math.abs(expected), c.toString());
                float[] gradient = floats(unit, c.get("grad_tensor").asString());
                for (int i = 0; i < gradient.length; i++) if (mask[9 * (i / 8) + i % 8 + 1]) assertEquals(gradient[i], judged.slopes()[i], 1e-5 + 1e-4 * Math.abs(gradient[i]), c + " at " + i);
                tried++;
            }
            assertEquals(true, tried > 60, tried + " cases");
        }
    }

    private static CausalLm open(HfFolder folder, Safetensors weights, LoraPlan plan) {
        return CausalLm.of(ModelConfig.read(folder.config(), "config.json"), weights, plan);
    }

    /// From tokenised rows through both models, with the prompt shared and not.
    @Test void lossGradientNormAndMetricsFromModels() throws Exception {
        JsonNode recorded = recorded();
        List<TokenPair> pairs = recorded.get("features").valueStream().map(DpoGoldenTest::pair).toList();
        HfFolder policyFolder = HfFolder.open(LOSSES.resolve("dpo_model")), referenceFolder = HfFolder.open(LOSSES.resolve("dpo_ref_model"));
        try (Safetensors policyWeights = policyFolder.weights(); Safetensors referenceWeights = referenceFolder.weights(); var _ = TensorScope.open()) {
            var learner = new KernelTokenLearner(open(policyFolder, policyWeights, LoraPlan.NONE), 0, false);
            Reference reference = Reference.of(new KernelTokenLearner(open(referenceFolder, referenceWeights, LoraPlan.FROZEN), 0, false));
            for (boolean shares : new boolean[] {true, false})
                for (JsonNode c : recorded.get("end_to_end")) {
                    PreferenceBatch batch = PreferenceBatch.of(pairs, new Layout(shares, false));
                    float[] before = reference.logProbs(batch);
                    double[] loss = {0};
                    learner.clearGradients();
                    Predictions said = learner.learn(batch.tokens(), 1, Learner.WITHOUT_DROPOUT, now -> {
                        Judged judged = new PairLoss(settings(c)).of(batch.answers(), new Said(now.logProbs(), now.logSumSquares(), before), new MicroBatch(List.of(batch), 0));
                        loss[0] = judged.loss();
                        return Slopes.ofLogProbs(judged.slopes(), 0);
                    });
                    close(c.get("loss").doubleValue(), loss[0], "loss of " + c);
                    double squares = 0;
                    for (Learner.Weight weight : learner.weights()) squares += weight.gradient().pow(2).sum().item();
                    close(c.get("grad_norm").doubleValue(), Math.sqrt(squares), "grad_norm of " + c);
                    PairMetrics metrics = new PairMetrics(Scoring.byLogRatio(c.get("beta").doubleValue()));
                    metrics.see(batch, said, before);
                    Map<String, Double> named = metrics.named();
                    if (c.get("ld_alpha").isNull()) c.get("metrics").properties().forEach(metric -> close(metric.getValue().doubleValue(), named.get(metric.getKey()), metric.getKey() + " of " + c));
                }
        }
    }

    private static void close(double expected, double got, String what) {
        assertEquals(expected, got, 1e-5 + 1e-4 * Math.abs(expected), what);
    }

    private static TokenPair pair(JsonNode features) {
        int[] prompt = ids(features.get("prompt_ids"));
        return new TokenPair(new TokenAnswer(prompt, ids(features.get("chosen_ids"))), new TokenAnswer(prompt, ids(features.get("rejected_ids"))), 0);
    }

    private static int[] ids(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    /// What was found beforehand is what is found at each step, whatever pairs go together.
    @Test void knownReferencesFitAnyBatch() throws Exception {
        List<TokenPair> pairs = new ArrayList<>(recorded().get("features").valueStream().map(DpoGoldenTest::pair).toList());
        HfFolder folder = HfFolder.open(LOSSES.resolve("dpo_ref_model"));
        try (Safetensors weights = folder.weights(); var _ = TensorScope.open()) {
            var model = new KernelTokenLearner(open(folder, weights, LoraPlan.FROZEN), 0, false);
            var known = new Reference.Known();
            for (TokenPair pair : pairs) known.byExample().put(pair, Reference.of(model).logProbs(PreferenceBatch.of(List.of(pair), new Layout(true, false))));
            PreferenceBatch all = PreferenceBatch.of(pairs.reversed(), new Layout(true, false));
            assertArrayEquals(Reference.of(model).logProbs(all), known.logProbs(all), 1e-5f);
            assertEquals(4, all.byExample(known.logProbs(all)).size());
            assertArrayEquals(known.byExample().get(pairs.getLast()), all.byExample(known.logProbs(all)).getFirst());
        }
    }
}
