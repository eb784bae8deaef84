package dev.hone.eval.benchmark;

import dev.hone.eval.Score;
import dev.hone.eval.Verdict;
import dev.hone.reward.code.PassAtK;
import java.util.ArrayList;
import java.util.List;

/// How reliably tasks are solved that were tried several times: `pass^k`, the mean over tasks of how likely `k` trials of a task all succeed.
/// Source: Yao et al. 2024, arXiv:2406.12045, section 4.
final class Trials {
    private Trials() {}

    /// `pass_hat_2` and so on up to as many trials as the tasks have; `pass_hat_1` is the mean mark.
    /// @param byTask for each task the verdicts of its trials, whose first mark is 1 or 0; a task with fewer than `k` does not enter `pass_hat_k`
    static List<Score> passHat(List<List<Verdict>> byTask) {
        int most = byTask.stream().mapToInt(List::size).max().orElse(0);
        List<Score> scores = new ArrayList<>();
        for (int k = 2; k <= most; k++) {
            int trials = k;
            List<Double> passes = byTask.stream().filter(task -> task.size() >= trials).map(task -> PassAtK.all(task.size(), successes(task), trials)).toList();
            scores.add(Score.of("pass_hat_" + k, passes));
        }
        return scores;
    }

    private static int successes(List<Verdict> task) {
        return (int) task.stream().filter(verdict -> verdict.marks().getFirst().value() == 1).count();
    }
}
