package dev.hone.algorithm.rollout;

import dev.hone.train.Finding;
import dev.hone.train.RaisedAlarms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Watches a run for what its reward hides. Each alarm is raised once.
///
/// - **Gap**: sampler and learner disagree about the same tokens, so that ratios are not what they say; or a server that samples has become
///   so different from the policy that its answers hardly count.
/// - **No signal**: in nearly every group all answers are equally good.
/// - **Cut answers**: most answers do not come to an end.
/// - **Silent reward**: a reward could judge none of the answers.
/// - **Failing tools**: most calls of tools fail.
/// - **Reward hacking**: the reward rises by something that nobody asked for. Answers copy the prompt, repeat themselves, or become much
///   longer or shorter than they were; one of several rewards has come to make all differences; or the reward rises while that of the
///   evaluation prompts does not.
public final class RolloutHealth {
    private static final String RATIO = "sampling/importance_sampling_ratio/mean";
    /// Nats that sampler and learner may differ by in a token, on average.
    static final double GAP = 0.01;
    /// Share of groups without signal, of cut answers, of failed calls, and of one reward in the differences, that is too much.
    static final double SHARE = 0.9;
    /// Generations that are looked at together.
    static final int WINDOW = 5;
    /// By how much a share may rise over what it was in the first generations.
    static final double RISE = 0.25;
    /// By what factor answers may become longer or shorter.
    static final double STRETCH = 2;
    /// What the reward must have gained, in its own deviations at the beginning, before an evaluation that has not is one to tell of.
    static final double GAIN = 0.5;

    private final RaisedAlarms alarms;
    private final Supplier<Map<String, String>> failures;
    private final List<Seen> first = new ArrayList<>();
    private final List<Seen> last = new ArrayList<>();
    private Double evaluated;

    /// A generation.
    /// @param failing share of the calls of tools that failed
    /// @param shares  of several rewards in the differences between answers, by their names
    record Seen(double reward, double deviation, double silent, double cut, double overlap, double repetition, double length, double failing,
            Map<String, Double> shares) {
        private static final String PREFIX = "rewards/", SHARE = "/share";

        static Seen of(Map<String, Double> metrics) {
            return new Seen(metrics.getOrDefault("reward", 0.0), metrics.getOrDefault("reward_std", 0.0), metrics.getOrDefault("frac_reward_zero_std", 0.0),
                    metrics.get("completions/clipped_ratio"), metrics.get("completions/prompt_overlap"), metrics.get("completions/repetition"),
                    metrics.get("completions/mean_length"), metrics.getOrDefault("tools/failure_frequency", 0.0), shares(metrics));
        }

        private static Map<String, Double> shares(Map<String, Double> metrics) {
            Map<String, Double> shares = new TreeMap<>();
            metrics.forEach((name, value) -> {
                if (name.startsWith(PREFIX) && name.endsWith(SHARE)) shares.put(name.substring(PREFIX.length(), name.length() - SHARE.length()), value);
            });
            return shares;
        }

        double share(String reward) {
            return shares.getOrDefault(reward, 0.0);
        }
    }

    /// All that later alarms depend on.
    /// @param first     generations, by which the last are judged
    /// @param evaluated reward of the first evaluation; null before it
    public record Memory(List<Seen> first, List<Seen> last, Double evaluated, Set<String> raised) {}

    /// @param failures why rewards judged none of the last answers, by their names
    public RolloutHealth(Consumer<Finding> alarm, Supplier<Map<String, String>> failures) {
        this.alarms = new RaisedAlarms(alarm);
        this.failures = failures;
    }

    public Memory memory() {
        return new Memory(List.copyOf(first), List.copyOf(last), evaluated, alarms.codes());
    }

    public void recall(Memory memory) {
        first.clear();
        first.addAll(memory.first);
        last.clear();
        last.addAll(memory.last);
        evaluated = memory.evaluated;
        alarms.recall(memory.raised);
    }

    /// @param metrics of a step: those of its generations, its micro-batches, its sampler
    public void see(List<Map<String, Double>> metrics) {
        boolean fromServer = metrics.stream().anyMatch(each -> each.containsKey(RATIO));
        for (Map<String, Double> each : metrics) {
            double gap = each.getOrDefault("sampling/sampling_logp_difference/mean", 0.0);
            if (gap > GAP && !fromServer) alarms.raise("sampling_gap", String.format(Locale.ROOT, "sampling and learning differ by %.4f nats a token", gap),
                    "report it: both are to compute the same model; until then learn once from what was sampled (num_iterations 1, num_ppo_epochs 1)");
            if (each.getOrDefault(RATIO, 1.0) < 1 - SHARE) alarms.raise("server_far", String.format(Locale.ROOT,
                    "answers of the server count for %.3f on average, as the policy would hardly give them", each.get(RATIO)),
                    "give the server the policy's weights, or correct by tokens (vllm_importance_sampling_mode token_truncate)");
            if (each.containsKey("completions/mean_length")) see(Seen.of(each));
        }
        failures.get().forEach((name, reason) -> alarms.raise("reward_failed_" + name, "the reward " + name + " could judge no answer: " + reason,
                "until it can, answers are judged by the other rewards alone"));
    }

    private void see(Seen generation) {
        if (first.size() < WINDOW) first.add(generation);
        last.add(generation);
        if (last.size() > WINDOW) last.removeFirst();
        if (last.size() < WINDOW) return;
        if (last.stream().allMatch(seen -> seen.silent > SHARE)) alarms.raise("no_signal", String.format(Locale.ROOT,
                "in %.0f %% of the groups of the last generations all answers were equally good, which teaches nothing", 100 * mean(last, Seen::silent)),
                "take prompts that the model can sometimes do, a reward with more steps, more num_generations, or resample_equal_groups");
        if (last.stream().allMatch(seen -> seen.cut > SHARE)) alarms.raise("answers_cut", String.format(Locale.ROOT,
                "%.0f %% of the answers of the last generations did not come to an end", 100 * mean(last, Seen::cut)),
                "raise max_completion_length, or reward short answers (soft_overlong)");
        if (last.stream().allMatch(seen -> seen.failing > SHARE)) alarms.raise("tools_fail", String.format(Locale.ROOT,
                "%.0f %% of the calls of tools of the last generations failed", 100 * mean(last, Seen::failing)),
                "look at what the tools said with hone show rollouts; a model that cannot call them yet learns it from examples first");
        lookForTricks();
        lookForOneReward();
    }

    private void lookForTricks() {
        double copied = mean(last, Seen::overlap), copiedBefore = mean(first, Seen::overlap);
        if (copied > copiedBefore + RISE) alarms.raise("prompt_copied", String.format(Locale.ROOT,
                "answers repeat the prompt: %.0f %% of their tokens in threes stand there too; at first it was %.0f %%", 100 * copied, 100 * copiedBefore),
                "look at them with hone show rollouts; a reward may take the question for its answer");
        double again = mean(last, Seen::repetition), againBefore = mean(first, Seen::repetition);
        if (again > againBefore + RISE) alarms.raise("answers_repeat", String.format(Locale.ROOT,
                "answers repeat themselves: %.0f %% of their tokens in threes came before; at first it was %.0f %%", 100 * again, 100 * againBefore),
                "look at them with hone show rollouts; add the reward repetition");
        double length = mean(last, Seen::length), lengthBefore = mean(first, Seen::length);
        if (length > STRETCH * lengthBefore || length < lengthBefore / STRETCH) alarms.raise("length_drift", String.format(Locale.ROOT,
                "answers have %.0f tokens on average, and began with %.0f", length, lengthBefore),
                "look at them with hone show rollouts; if length is not what you want, add the reward length or soft_overlong, or in GRPO loss_type dr_grpo");
    }

    /// Which reward makes the differences, if it has not been so from the beginning.
    private void lookForOneReward() {
        for (String reward : last.getLast().shares.keySet()) {
            double share = mean(last, seen -> seen.share(reward)), before = mean(first, seen -> seen.share(reward));
            if (share > SHARE && share > before + RISE) alarms.raise("one_reward", String.format(Locale.ROOT,
                    "the reward %s makes %.0f %% of the differences between answers; at first it made %.0f %%", reward, 100 * share, 100 * before),
                    "look whether the others are reached or given up with hone show rollouts; if given up, lower its weight");
        }
    }

    /// @param metrics of an evaluation, which may have looked at nothing
    public void evaluated(Map<String, Double> metrics) {
        Double reward = metrics.get("eval_reward");
        if (reward == null) return;
        if (evaluated == null) evaluated = reward;
        double gained = last.isEmpty() ? 0 : mean(last, Seen::reward) - mean(first, Seen::reward);
        if (gained > GAIN * mean(first, Seen::deviation) && gained > 0 && reward <= evaluated) alarms.raise("not_on_evaluation", String.format(Locale.ROOT,
                "the reward rose by %.3f on the prompts that are learned from, and on those of the evaluation it went from %.3f to %.3f", gained, evaluated, reward),
                "the policy learns these prompts, not the task: take more prompts, fewer epochs, or hold it closer to the reference (beta, kl_coef)");
    }

    private static double mean(List<Seen> generations, ToDoubleFunction<Seen> number) {
        return generations.stream().mapToDouble(number).average().orElse(0);
    }
}
