package dev.hone.algorithm.ppo;

import dev.hone.algorithm.rollout.RolloutHealth;
import dev.hone.train.Finding;
import dev.hone.train.RaisedAlarms;
import dev.hone.train.Recent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Watches a run with a critic: besides what [RolloutHealth] looks for, each once:
///
/// - **Blind critic**: in 5 generations in a row, but not the first 5, what it expected was worse than a constant.
/// - **Large steps**: in 5 updates in a row the policy moved further than a clipped update should.
/// - **Away from the reference**: in 5 generations in a row its answers are far from those of the reference.
public final class PpoHealth {
    private static final int WINDOW = 5;
    /// Approximate divergence of an update, in nats a token, that is too much.
    private static final double JUMP = 0.1;
    /// Distance from the reference, in nats a token, that is too much.
    private static final double FAR = 1;

    private final RolloutHealth rollouts;
    private final RaisedAlarms alarms;
    private final Recent<Double> explained = new Recent<>(WINDOW), moved = new Recent<>(WINDOW), distance = new Recent<>(WINDOW);
    private int generations;

    /// All that later alarms depend on.
    record Memory(RolloutHealth.Memory rollouts, List<Double> explained, List<Double> moved, List<Double> distance, int generations, Set<String> raised) {}

    /// @param failures why rewards judged none of the last answers, by their names
    public PpoHealth(Consumer<Finding> alarm, Supplier<Map<String, String>> failures) {
        this.rollouts = new RolloutHealth(alarm, failures);
        this.alarms = new RaisedAlarms(alarm);
    }

    Memory memory() {
        return new Memory(rollouts.memory(), explained.all(), moved.all(), distance.all(), generations, alarms.codes());
    }

    void recall(Memory memory) {
        rollouts.recall(memory.rollouts);
        explained.recall(memory.explained);
        moved.recall(memory.moved);
        distance.recall(memory.distance);
        generations = memory.generations;
        alarms.recall(memory.raised);
    }

    /// @param metrics of a step: those of its generation, if it is new, and of its update
    void see(List<Map<String, Double>> metrics) {
        rollouts.see(metrics);
        for (Map<String, Double> each : metrics) {
            if (each.containsKey("val/explained_variance")) generation(each);
            if (each.containsKey("policy/approxkl_avg")) moved.add(each.get("policy/approxkl_avg"));
        }
        if (all(moved, value -> value > JUMP)) alarms.raise("large_steps", String.format(Locale.ROOT,
                "the last updates moved the policy by %.2f nats a token each; beyond %.1f the clip no longer holds it", mean(moved), JUMP),
                "a smaller learning_rate, or fewer num_ppo_epochs");
    }

    private void generation(Map<String, Double> seen) {
        if (++generations > WINDOW) explained.add(seen.get("val/explained_variance"));
        distance.add(seen.get("objective/kl") / seen.get("completions/mean_length"));
        if (all(explained, value -> value < 0)) alarms.raise("blind_critic", String.format(Locale.ROOT,
                "the critic foresees less than a constant would: it explains %.2f of the returns' variance", mean(explained)),
                "a larger critic_learning_rate, more num_ppo_epochs, or a value_model_path that knows the task");
        if (all(distance, value -> value > FAR)) alarms.raise("far_from_reference", String.format(Locale.ROOT,
                "the policy's answers are %.1f nats a token away from the reference", mean(distance)),
                "look at them with hone show rollouts; a larger kl_coef, or a kl_target");
    }

    private static boolean all(Recent<Double> seen, Predicate<Double> holds) {
        return seen.isFull() && seen.all().stream().allMatch(holds);
    }

    private static double mean(Recent<Double> seen) {
        return seen.all().stream().mapToDouble(value -> value).average().orElse(0);
    }

    /// @param metrics of an evaluation, which may have looked at nothing
    void evaluated(Map<String, Double> metrics) {
        rollouts.evaluated(metrics);
    }
}
