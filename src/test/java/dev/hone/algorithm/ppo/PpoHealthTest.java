package dev.hone.algorithm.ppo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PpoHealthTest {
    private final List<String> codes = new ArrayList<>();
    private final PpoHealth health = new PpoHealth(finding -> codes.add(finding.code()), Map::of);

    private static Map<String, Double> generation(double explained, double kl) {
        return new HashMap<>(Map.of("reward", 0.5, "reward_std", 0.2, "completions/clipped_ratio", 0.1, "completions/prompt_overlap", 0.1, "completions/repetition", 0.1,
                "completions/mean_length", 20.0, "val/explained_variance", explained, "objective/kl", kl));
    }

    private static void see(PpoHealth health, int times, Map<String, Double> metrics) {
        for (int i = 0; i < times; i++) health.see(List.of(metrics));
    }

    @Test void aCriticMayLearnFirst() {
        see(health, 5, generation(-1, 1));
        see(health, 4, generation(-0.5, 1));
        see(health, 5, generation(0.3, 1));
        assertEquals(List.of(), codes);
        see(health, 5, generation(-0.1, 1));
        assertEquals(List.of("blind_critic"), codes);
    }

    @Test void largeStepsAndFarAway() {
        see(health, 5, Map.of("policy/approxkl_avg", 0.05));
        see(health, 4, generation(0.5, 30));
        assertEquals(List.of(), codes);
        see(health, 1, generation(0.5, 30));
        see(health, 5, Map.of("policy/approxkl_avg", 0.2));
        assertEquals(List.of("far_from_reference", "large_steps"), codes);
    }

    /// What answers are like is watched as in every run of this kind, and a run that goes on remembers.
    @Test void whatWasSeenIsKept() {
        see(health, 9, generation(-1, 1));
        var other = new PpoHealth(finding -> codes.add(finding.code()), Map::of);
        other.recall(health.memory());
        Map<String, Double> longer = generation(-1, 1);
        longer.put("completions/mean_length", 900.0);
        see(other, 1, longer);
        assertEquals(List.of("length_drift", "blind_critic"), codes);
    }
}
