package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.batch.LabelNumbers;
import dev.hone.checkpoint.Safetensors;
import dev.hone.tensor.Tensor;
import dev.hone.tensor.TensorScope;
import dev.hone.tensor.kernel.Numbers;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rewards, advantages, losses and gradients of TRL's `PPOTrainer`, whose padded rows are cut to their places here.
class GoldenPpoTest {
    private static final Path LOSSES = Path.of("src/test/resources/golden/losses");
    private static final int WIDTH = 10, ANSWERS = 8;

    private Safetensors tensors;
    private JsonNode recorded;
    private AnswerPlaces answers;
    private int[] tokens, places;

    @BeforeEach void open() throws Exception {
        tensors = Safetensors.open(LOSSES.resolve("ppo.safetensors"));
        recorded = JsonMapper.shared().readTree(Files.readAllBytes(LOSSES.resolve("ppo.json")));
        int[] lengths = Arrays.stream(ints("sequence_lengths")).mapToInt(last -> (int) last + 1).toArray();
        answers = AnswerPlaces.closed(lengths, WIDTH);
        tokens = places(answers.tokens());
        places = places(answers.places());
    }

    @AfterEach void close() {
        tensors.close();
    }

    @Test void everyCase() {
        for (int c = 0; c < recorded.get("cases").size(); c++) {
            GeneralizedAdvantage gae = rewardsAndAdvantages(c);
            try (var _ = TensorScope.open()) {
                losses(c, Whitening.of(answers.atTokens(gae.advantages()), true), gae.returns());
            }
        }
    }

    private GeneralizedAdvantage rewardsAndAdvantages(int c) {
        JsonNode of = recorded.get("cases").get(c);
        double[] scores = TokenRewards.penalised(doubles(floats("scores")), ended(), of.get("missing_eos_penalty").isNull() ? 0 : of.get("missing_eos_penalty").doubleValue());
        for (int s = 0; s < ANSWERS; s++) agree(of.get("scores_after_penalty").get(s).doubleValue(), scores[s], "score");

        KlEstimator estimator = KlEstimator.valueOf(of.get("kl_estimator").asString().toUpperCase(Locale.ROOT));
        float[] distances = estimator.perToken(pick("logprobs", tokens), pick("ref_logprobs", tokens));
        agree(pick(c + ".kl", tokens), distances, "kl");
        float[] rewards = TokenRewards.of(scores, distances, of.get("kl_coef").doubleValue(), answers);
        if (of.get("whiten_rewards").booleanValue()) rewards = Whitening.of(rewards, false);
        agree(pick(c + ".rewards", places), rewards, "rewards");

        var gae = GeneralizedAdvantage.of(rewards, pick("values", places), answers.places(), of.get("gamma").doubleValue(), of.get("lam").doubleValue());
        agree(pick(c + ".advantages", tokens), Whitening.of(answers.atTokens(gae.advantages()), true), "advantages");
        agree(pick(c + ".returns", places), gae.returns(), "returns");
        return gae;
    }

    private void losses(int c, float[] advantages, float[] returns) {
        JsonNode of = recorded.get("cases").get(c);
        Tensor now = Tensor.of(pick("new_logprobs", tokens), tokens.length).requireGrad(), values = Tensor.of(pick("vpred", places), places.length).requireGrad();
        var policy = PpoLoss.policy(now, pick("logprobs", tokens), advantages, of.get("cliprange").doubleValue(), tokens.length);
        var value = PpoLoss.value(values, pick("values", places), returns, of.get("cliprange_value").doubleValue(), places.length);
        Tensor loss = policy.loss().add(value.loss().mul(of.get("vf_coef").doubleValue()));
        loss.backward();
        agree(pick(c + ".grad_new_logprobs", tokens), now.grad().toFloats(), "gradient of the policy");
        agree(pick(c + ".grad_vpred", places), values.grad().toFloats(), "gradient of the critic");

        PpoMetrics metrics = policy.metrics().plus(value.metrics());
        var named = metrics.named();
        agree(of.get("loss").doubleValue(), loss.item(), "loss");
        agree(of.get("pg_loss").doubleValue(), named.get("loss/policy_avg"), "loss of the policy");
        agree(of.get("vf_loss").doubleValue(), named.get("loss/value_avg"), "loss of the critic");
        agree(of.get("pg_clipfrac").doubleValue(), named.get("policy/clipfrac_avg"), "clipped");
        agree(of.get("vf_clipfrac").doubleValue(), named.get("val/clipfrac_avg"), "values clipped");
        // TRL's count padding, which has a ratio of 1
        int cells = ANSWERS * WIDTH, padding = cells - tokens.length;
        agree(of.get("approxkl").doubleValue(), metrics.moved() / cells, "approximate kl");
        agree(of.get("ratio_mean").doubleValue(), (metrics.ratios() + padding) / cells, "mean ratio");
    }

    @Test void whitening() {
        byte[] mask = tensors.get("whiten.mask").bytes().toArray(ValueLayout.JAVA_BYTE);
        int[] there = IntStream.range(0, mask.length).filter(i -> mask[i] == 1).toArray();
        agree(pick("whiten.shift", there), Whitening.of(pick("whiten.x", there), true), "shifted");
        agree(pick("whiten.noshift", there), Whitening.of(pick("whiten.x", there), false), "not shifted");
    }

    private boolean[] ended() {
        long[] ids = ints("postprocessed_responses");
        boolean[] ended = new boolean[ANSWERS];
        for (int i = 0; i < ids.length; i++) ended[i / WIDTH] |= ids[i] == recorded.get("eos_token_id").intValue();
        return ended;
    }

    /// Of the padded table, the first cells of each row.
    private static int[] places(int[] lengths) {
        return IntStream.range(0, ANSWERS * WIDTH).filter(i -> i % WIDTH < lengths[i / WIDTH]).toArray();
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

    private static double[] doubles(float[] numbers) {
        return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
    }

    private static void agree(float[] expected, float[] got, String what) {
        assertEquals(expected.length, got.length, what);
        for (int i = 0; i < expected.length; i++) agree(expected[i], got[i], what + " " + i);
    }

    private static void agree(double expected, double got, String what) {
        assertEquals(expected, got, 1e-5 + 1e-4 * Math.abs(expected), what);
    }
}
