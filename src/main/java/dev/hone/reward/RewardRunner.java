package dev.hone.reward;

import dev.hone.settings.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Judges answers by several rewards at the same time, each within its deadline. Whatever a reward does, the run goes on:
/// an answer that got no number has the reason in its place.
///
/// A reward that throws is asked again for each answer alone, so that one odd answer does not cost the others their numbers.
/// One that hangs is interrupted; all answers of that call have failed then. Code that ignores interrupts keeps its thread
/// until the program ends, and is asked again at the next batch.
public final class RewardRunner implements AutoCloseable {
    private final List<WeightedReward> rewards;

    public RewardRunner(List<WeightedReward> rewards) {
        this.rewards = List.copyOf(rewards);
    }

    /// @return for each reward, in order, what it said
    /// @throws UserError when the calling thread is interrupted
    public List<RewardScores> score(List<RewardRequest> answers) {
        List<RunningReward> running = new ArrayList<>();
        for (WeightedReward reward : rewards) running.add(RunningReward.start(reward, answers));
        try {
            List<RewardScores> scores = new ArrayList<>();
            for (RunningReward one : running) scores.add(one.scores());
            return scores;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while answers were judged", e);
        } finally {
            running.forEach(RunningReward::stop);
        }
    }

    @Override
    public void close() {
        rewards.forEach(reward -> reward.reward().close());
    }

    /// @param task   the reward at work in a thread of its own
    /// @param endsAt when it must be done, on the clock of `System.nanoTime`
    private record RunningReward(WeightedReward reward, int answers, FutureTask<List<Score>> task, long endsAt) {
        static RunningReward start(WeightedReward reward, List<RewardRequest> answers) {
            FutureTask<List<Score>> task = new FutureTask<>(() -> judge(reward.reward(), answers));
            Thread.ofPlatform().daemon().name("reward " + reward.name()).start(task);
            return new RunningReward(reward, answers.size(), task, System.nanoTime() + reward.deadline().toNanos());
        }

        RewardScores scores() throws InterruptedException {
            List<Score> scores;
            try {
                scores = task.get(endsAt - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                scores = allFailed("took longer than its deadline of " + seconds(reward.deadline()));
            } catch (ExecutionException e) {
                scores = allFailed(reason(e.getCause()));
            }
            return new RewardScores(reward.name(), reward.weight(), scores);
        }

        private List<Score> allFailed(String reason) {
            return Collections.nCopies(answers, new Score.Failed(reason));
        }

        void stop() {
            task.cancel(true);
        }
    }

    private static List<Score> judge(Reward reward, List<RewardRequest> answers) throws InterruptedException {
        try {
            return scores(reward.score(answers), answers.size());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | LinkageError | StackOverflowError fault) {
            return answers.size() == 1 ? List.of(new Score.Failed(reason(fault))) : judgeAlone(reward, answers);
        }
    }

    private static List<Score> judgeAlone(Reward reward, List<RewardRequest> answers) throws InterruptedException {
        List<Score> scores = new ArrayList<>();
        for (RewardRequest answer : answers) scores.addAll(judge(reward, List.of(answer)));
        return scores;
    }

    private static List<Score> scores(double[] values, int expected) {
        if (values == null || values.length != expected) throw new IllegalStateException(
                "gave " + (values == null ? "nothing" : values.length + " numbers") + " for " + expected + " answers");
        List<Score> scores = new ArrayList<>();
        for (double value : values) scores.add(
                Double.isNaN(value) ? new Score.Abstained()
                : Double.isInfinite(value) ? new Score.Failed("gave an infinite number")
                : new Score.Judged(value));
        return scores;
    }

    private static String reason(Throwable fault) {
        return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
