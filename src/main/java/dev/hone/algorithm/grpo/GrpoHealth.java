package dev.hone.algorithm.grpo;

import dev.hone.train.Finding;
import dev.hone.train.Finding.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Watches a run for what its reward hides. Each alarm is raised once.
///
/// - **Gap**: sampler and learner disagree about the same tokens, so that ratios are not what they say.
/// - **No signal**: in nearly every group all answers are equally good.
/// - **Cut answers**: most answers do not come to an end.
/// - **Silent reward**: a reward could judge none of the answers.
public final class GrpoHealth {
    /// Nats that sampler and learner may differ by in a token, on average.
    static final double GAP = 0.01;
    /// Share of groups without signal, and of cut answers, that is too much, and for how many generations in a row.
    static final double SHARE = 0.9;
    static final int PATIENCE = 5;

    private final Consumer<Finding> alarm;
    private final Supplier<Map<String, String>> failures;
    private final Set<String> raised = new HashSet<>();
    private int silent;
    private int cut;

    /// @param failures why rewards judged none of the last answers, by their names
    public GrpoHealth(Consumer<Finding> alarm, Supplier<Map<String, String>> failures) {
        this.alarm = alarm;
        this.failures = failures;
    }

    /// @param metrics of a step: those of its generations, its micro-batches, its sampler
    void see(List<Map<String, Double>> metrics) {
        for (Map<String, Double> each : metrics) {
            double gap = each.getOrDefault("sampling/sampling_logp_difference/mean", 0.0);
            if (gap > GAP) raise("sampling_gap", String.format(Locale.ROOT, "sampling and learning differ by %.4f nats a token", gap),
                    "report it: both are to compute the same model; until then use num_iterations 1");
            Double without = each.get("frac_reward_zero_std"), clipped = each.get("completions/clipped_ratio");
            if (without != null && (silent = without > SHARE ? silent + 1 : 0) >= PATIENCE) raise("no_signal", String.format(Locale.ROOT,
                    "in %.0f %% of the groups of the last generations all answers were equally good, which teaches nothing", 100 * without),
                    "take prompts that the model can sometimes do, a reward with more steps, more num_generations, or resample_equal_groups");
            if (clipped != null && (cut = clipped > SHARE ? cut + 1 : 0) >= PATIENCE) raise("answers_cut", String.format(Locale.ROOT,
                    "%.0f %% of the answers of the last generations did not come to an end", 100 * clipped),
                    "raise max_completion_length, or reward short answers (soft_overlong)");
        }
        failures.get().forEach((name, reason) -> raise("reward_failed_" + name, "the reward " + name + " could judge no answer: " + reason,
                "until it can, answers are judged by the other rewards alone"));
    }

    private void raise(String code, String message, String remedy) {
        if (raised.add(code)) alarm.accept(new Finding(Severity.WARN, code, message, remedy));
    }
}
