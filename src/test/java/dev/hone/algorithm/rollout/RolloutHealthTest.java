package dev.hone.algorithm.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.train.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RolloutHealthTest {
    private final List<String> codes = new ArrayList<>();
    private final Consumer<Finding> alarm = finding -> codes.add(finding.code());
    private final RolloutHealth health = new RolloutHealth(alarm, Map::of);

    private static Map<String, Double> generation(Map<String, Double> changed) {
        Map<String, Double> metrics = new HashMap<>(Map.of("reward", 0.5, "reward_std", 0.2, "frac_reward_zero_std", 0.1, "completions/clipped_ratio", 0.1,
                "completions/prompt_overlap", 0.1, "completions/repetition", 0.1, "completions/mean_length", 20.0));
        metrics.putAll(changed);
        return metrics;
    }

    private void see(int times, Map<String, Double> changed) {
        for (int i = 0; i < times; i++) health.see(List.of(generation(changed)));
    }

    @Test void aHealthyRunRaisesNothing() {
        see(20, Map.of());
        assertEquals(List.of(), codes);
    }

    @Test void aGapBetweenSamplerAndLearner() {
        health.see(List.of(Map.of("sampling/sampling_logp_difference/mean", 0.02)));
        assertEquals(List.of("sampling_gap"), codes);
    }

    @Test void fiveGenerationsInARow() {
        see(4, Map.of("frac_reward_zero_std", 1.0, "completions/clipped_ratio", 1.0));
        see(1, Map.of());
        see(4, Map.of("frac_reward_zero_std", 1.0));
        assertEquals(List.of(), codes);
        see(1, Map.of("frac_reward_zero_std", 1.0));
        assertEquals(List.of("no_signal"), codes);
        see(5, Map.of("completions/clipped_ratio", 1.0));
        assertEquals(List.of("no_signal", "answers_cut"), codes);
    }

    @Test void whatIsCopiedRepeatedOrStretched() {
        see(5, Map.of());
        see(5, Map.of("completions/prompt_overlap", 0.4));
        see(5, Map.of("completions/repetition", 0.4));
        see(5, Map.of("completions/mean_length", 9.0));
        see(5, Map.of("completions/mean_length", 50.0));
        assertEquals(List.of("prompt_copied", "answers_repeat", "length_drift"), codes, "each once");
    }

    @Test void aRewardThatRisesOnlyWhereItIsLearned() {
        see(5, Map.of());
        health.evaluated(Map.of("eval_reward", 0.5));
        see(5, Map.of("reward", 0.7));
        health.evaluated(Map.of("eval_reward", 0.6));
        assertEquals(List.of(), codes);
        health.evaluated(Map.of("eval_reward", 0.5));
        assertEquals(List.of("not_on_evaluation"), codes);
    }

    /// A run that goes on raises what one that was not stopped would raise.
    @Test void whatWasSeenIsKept() {
        see(5, Map.of());
        see(3, Map.of("completions/prompt_overlap", 0.9));
        var other = new RolloutHealth(alarm, Map::of);
        assertTrue(codes.contains("prompt_copied"));
        codes.clear();
        other.recall(health.memory());
        for (int i = 0; i < 5; i++) other.see(List.of(generation(Map.of("completions/prompt_overlap", 0.9, "completions/repetition", 0.9))));
        assertEquals(List.of("answers_repeat"), codes);
    }

    /// At first format makes 30 % of the differences, then 95 %; math the rest.
    @Test void oneRewardThatComesToMakeAllDifferences() {
        see(5, Map.of("rewards/math/share", 0.7, "rewards/format/share", 0.3));
        see(4, Map.of("rewards/math/share", 0.05, "rewards/format/share", 0.95));
        assertEquals(List.of(), codes);
        see(1, Map.of("rewards/math/share", 0.05, "rewards/format/share", 0.95));
        assertEquals(List.of("one_reward"), codes);
    }

    @Test void oneRewardThatAlwaysMadeThemIsNothingNew() {
        see(20, Map.of("rewards/math/share", 0.97, "rewards/length/share", 0.03));
        assertEquals(List.of(), codes);
    }

    @Test void sharesAreRemembered() {
        see(9, Map.of("rewards/a/share", 0.1, "rewards/b/share", 0.9));
        var later = new RolloutHealth(alarm, Map::of);
        later.recall(health.memory());
        for (int i = 0; i < 5; i++) later.see(List.of(generation(Map.of("rewards/a/share", 1.0, "rewards/b/share", 0.0))));
        assertEquals(List.of("one_reward"), codes);
    }

    @Test void toolsThatFail() {
        see(5, Map.of("tools/failure_frequency", 0.95));
        assertEquals(List.of("tools_fail"), codes);
    }

    @Test void aServerIsAnotherModelUntilItIsTooFar() {
        health.see(List.of(Map.of("sampling/importance_sampling_ratio/mean", 0.8), Map.of("sampling/sampling_logp_difference/mean", 0.5)));
        assertEquals(List.of(), codes);
        health.see(List.of(Map.of("sampling/importance_sampling_ratio/mean", 0.05)));
        assertEquals(List.of("server_far"), codes);
    }
}
