package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdvantagesTest {
    private static final double NONE = Double.NaN;

    private static float[] of(AdvantageEstimator estimator, ScaleRewards scale, double... rewards) {
        return all(estimator, scale, rewards).values();
    }

    /// Groups of three, one reward function.
    private static Advantages all(AdvantageEstimator estimator, ScaleRewards scale, double... rewards) {
        double[][] column = Arrays.stream(rewards).mapToObj(reward -> new double[] {reward}).toArray(double[][]::new);
        return Advantages.of(column, 3, new Advantages.Settings(estimator, scale, RewardAggregation.SUM_THEN_NORMALIZE, null));
    }

    @Test void anAnswerIsComparedWithItsGroup() {
        // means 2 and 5; deviations of 1, 2, 3 and of 3, 5, 7 with Bessel's correction: 1 and 2
        assertArrayEquals(new float[] {-0.9999f, 0, 0.9999f, -0.99995f, 0, 0.99995f}, of(AdvantageEstimator.GROUP, ScaleRewards.GROUP, 1, 2, 3, 3, 5, 7), 1e-5f);
        assertArrayEquals(new float[] {-1, 0, 1, -2, 0, 2}, of(AdvantageEstimator.GROUP, ScaleRewards.NONE, 1, 2, 3, 3, 5, 7), 0);
        // all six have mean 3.5 and squares 6.25 + 2.25 + 0.25 + 0.25 + 2.25 + 12.25 = 23.5; deviation sqrt(23.5 / 5) = 2.1679
        assertArrayEquals(new float[] {-0.4613f, 0, 0.4613f, -0.9225f, 0, 0.9225f}, of(AdvantageEstimator.GROUP, ScaleRewards.BATCH, 1, 2, 3, 3, 5, 7), 1e-4f);
    }

    @Test void otherComparisons() {
        // 1 against (2 + 6) / 2; 2 against 3.5; 6 against 1.5
        assertArrayEquals(new float[] {-3, -1.5f, 4.5f}, of(AdvantageEstimator.RLOO, ScaleRewards.NONE, 1, 2, 6), 1e-6f);
        // the best beats both others; the two that tie win half a point of two: 0.25 - 0.5
        assertArrayEquals(new float[] {-0.25f, -0.25f, 0.5f}, of(AdvantageEstimator.WIN_RATE, ScaleRewards.NONE, 1, 1, 100), 0);
        // the whole batch: mean 3.5, deviation 2.1679
        assertArrayEquals(new float[] {-1.1531f, -0.6919f, -0.2306f, -0.2306f, 0.6919f, 1.6144f},
                of(AdvantageEstimator.REINFORCE_PLUS_PLUS, ScaleRewards.NONE, 1, 2, 3, 3, 5, 7), 1e-4f);
        // above the group's mean: -1, 0, 1, -2, 0, 2, whose deviation is sqrt(10 / 5) = 1.4142
        assertArrayEquals(new float[] {-0.7071f, 0, 0.7071f, -1.4141f, 0, 1.4141f},
                of(AdvantageEstimator.REINFORCE_PLUS_PLUS_BASELINE, ScaleRewards.NONE, 1, 2, 3, 3, 5, 7), 1e-4f);
    }

    @Test void whereAllAreEqualNothingCanBeLearned() {
        for (AdvantageEstimator estimator : AdvantageEstimator.values()) {
            if (estimator == AdvantageEstimator.REINFORCE_PLUS_PLUS) continue;
            Advantages both = all(estimator, ScaleRewards.GROUP, 0.1, 0.1, 0.1, 0, 0, 1);
            assertArrayEquals(new boolean[] {true, false}, both.silent(), estimator.name());
            assertEquals(0.5, both.fracRewardZeroStd(), estimator.name());
        }
        // compared with the whole batch, answers that are equally bad are worse than the others
        assertArrayEquals(new boolean[] {false, false}, all(AdvantageEstimator.REINFORCE_PLUS_PLUS, ScaleRewards.GROUP, 0, 0, 0, 1, 1, 1).silent());
    }

    @Test void anAnswerThatNobodyCouldJudgeIsLeftOut() {
        assertArrayEquals(new float[] {0, -1, 1}, of(AdvantageEstimator.GROUP, ScaleRewards.NONE, NONE, 1, 3), 0);
        assertArrayEquals(new float[] {0, -2, 2}, of(AdvantageEstimator.RLOO, ScaleRewards.NONE, NONE, 1, 3), 0);
        assertArrayEquals(new float[] {0, -0.5f, 0.5f}, of(AdvantageEstimator.WIN_RATE, ScaleRewards.NONE, NONE, 1, 3), 0);
        for (AdvantageEstimator estimator : AdvantageEstimator.values()) {
            assertArrayEquals(new float[3], of(estimator, ScaleRewards.GROUP, NONE, NONE, 5), estimator.name());
            assertArrayEquals(new float[3], of(estimator, ScaleRewards.GROUP, NONE, NONE, NONE), estimator.name());
        }
    }

    /// TRL's advantages and what it logged.
    @Test void asTrlRecorded() throws Exception {
        JsonNode recorded = JsonMapper.shared().readTree(Files.readAllBytes(Path.of("src/test/resources/golden/losses/grpo_advantages.json")));
        for (JsonNode c : recorded.get("cases")) {
            JsonNode columns = c.get("rewards");
            double[][] rewards = new double[columns.get(0).size()][columns.size()];
            for (int i = 0; i < rewards.length; i++)
                for (int k = 0; k < columns.size(); k++) rewards[i][k] = columns.get(k).get(i).isNull() ? NONE : columns.get(k).get(i).doubleValue();
            double[] weights = c.get("reward_weights").isNull() ? null : c.get("reward_weights").valueStream().mapToDouble(JsonNode::doubleValue).toArray();
            var settings = new Advantages.Settings(AdvantageEstimator.GROUP, ScaleRewards.valueOf(name(c, "scale_rewards")),
                    RewardAggregation.valueOf(name(c, "multi_objective_aggregation")), weights);
            Advantages got = Advantages.of(rewards, recorded.get("num_generations").intValue(), settings);
            for (int i = 0; i < rewards.length; i++) agree(c.get("advantages").get(i).doubleValue(), got.values()[i], c);
            var named = got.named(rewards, List.of("reward_a", "reward_b").subList(0, columns.size()));
            c.get("metrics").properties().forEach(metric -> agree(metric.getValue().doubleValue(), named.get(metric.getKey()), c));
        }
        assertEquals(19, recorded.get("cases").size());
    }

    private static String name(JsonNode c, String key) {
        return c.get(key).asString().toUpperCase(Locale.ROOT);
    }

    private static void agree(double expected, double got, JsonNode c) {
        assertEquals(expected, got, 1e-5 + 1e-4 * Math.abs(expected), c.toString());
    }
}
