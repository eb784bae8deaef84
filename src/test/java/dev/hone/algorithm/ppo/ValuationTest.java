package dev.hone.algorithm.ppo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.algorithm.rollout.Generation;
import dev.hone.algorithm.rollout.Rollout;
import dev.hone.loss.AnswerPlaces;
import dev.hone.loss.KlEstimator;
import dev.hone.token.TokenPrompt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValuationTest {
    /// λ and γ 1, so that an advantage is all that comes less what was expected.
    private static final PpoSettings SETTINGS = new PpoSettings(2, 1, 0.5, KlEstimator.K1, null, 1, 0.2, 0.2, 0.1, 1, 1, false, 3.0, null, null, null, false);

    private static Rollout rollout(boolean ended, Double reward, float[] old, float[] reference) {
        return Rollout.unjudged(new TokenPrompt(new int[] {1}, null, null), new int[old.length], "", ended, old).withOld(old).withReference(reference)
                .withRewards(reward == null ? Map.of() : Map.of("right", reward));
    }

    private static final Rollout GOOD = rollout(true, 2.0, new float[] {-1, -1}, new float[] {-2, -3});
    private static final Rollout CUT = rollout(false, 0.0, new float[] {-1}, new float[] {-1});

    @Test void whatAnswersTeach() {
        // distances 1 and 2, at a price of a half: rewards -0.5 and 2 - 1; the other answer: 0 - 3
        var valued = Valuation.of(List.of(GOOD, CUT), new double[] {2, 0}, AnswerPlaces.ofTokens(new int[] {2, 1}), new float[] {0, 0.5f, -1}, 0.5, SETTINGS);
        // advantages 0.5 - 0, 1 - 0.5, -3 - -1: mean -1/3, deviation √(25/12)
        assertArrayEquals(new float[] {0.5f, 1, -3}, valued.returns(), 1e-6f);
        double deviation = Math.sqrt(25 / 12.0);
        assertArrayEquals(new float[] {(float) (5 / 6.0 / deviation), (float) (5 / 6.0 / deviation), (float) (-5 / 3.0 / deviation)}, valued.advantages(), 1e-5f);

        Map<String, Double> named = valued.named();
        assertEquals(1.5, named.get("objective/kl"), 1e-6);
        assertEquals(1.5, named.get("objective/entropy"), 1e-6);
        assertEquals(-0.5, named.get("objective/scores"), 1e-6);
        assertEquals(-0.75, named.get("objective/non_score_reward"), 1e-6);
        assertEquals(-1.25, named.get("objective/rlhf_reward"), 1e-6);
        assertEquals(1, named.get("val/num_eos_tokens"));

        List<Lesson> lessons = valued.lessons();
        assertArrayEquals(new float[] {0, 0.5f}, lessons.get(0).values());
        assertEquals(-5 / 3.0 / deviation, lessons.get(1).rollout().advantage(), 1e-5);
    }

    /// One that nobody could judge stays on record, and is not learned from.
    @Test void whatWasNotJudgedTeachesNothing() {
        Rollout silent = rollout(true, null, new float[] {-1}, new float[] {-1});
        var generation = new Generation(0, List.of(silent, GOOD), Map.of());
        assertEquals(List.of(GOOD), Experience.judged(generation));
        var experience = Experience.of(generation, List.of(new Lesson(GOOD.withAdvantage(7), null, null, null)));
        assertEquals(List.of(0.0, 7.0), experience.generation().rollouts().stream().map(Rollout::advantage).toList());
        assertEquals(1, experience.lessons().size());
    }

    /// Each epoch takes every answer once, in an order of its own.
    @Test void minibatches() {
        List<Lesson> lessons = new ArrayList<>();
        for (int i = 0; i < 7; i++) lessons.add(new Lesson(GOOD.withAdvantage(i), null, null, null));
        var experience = new Experience(null, lessons);
        List<List<Lesson>> orders = new ArrayList<>();
        for (int epoch = 0; epoch < 2; epoch++) {
            List<Lesson> all = new ArrayList<>();
            for (int part = 0; part < 4; part += 2) {
                List<Lesson> minibatch = experience.minibatch(part, part + 2, 4, 42, epoch);
                assertTrue(minibatch.size() == 3 || minibatch.size() == 4);
                all.addAll(minibatch);
            }
            assertEquals(Set.copyOf(lessons), new HashSet<>(all));
            orders.add(all);
        }
        assertTrue(!orders.get(0).equals(orders.get(1)));
    }
}
