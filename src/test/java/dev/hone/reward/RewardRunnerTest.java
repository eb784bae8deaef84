package dev.hone.reward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.data.Json;
import dev.hone.reward.Score.Abstained;
import dev.hone.reward.Score.Failed;
import dev.hone.reward.Score.Judged;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RewardRunnerTest {
    private static final Reward LENGTH = Reward.each(request -> request.answer().length());

    @Test void eachRewardHasANumberForEachAnswerInOrder() throws InterruptedException {
        assertEquals(List.of(new Judged(1), new Judged(3)), score(LENGTH, "a", "abc").scores());
    }

    @Test void anAnswerThatCannotBeJudgedIsRecordedAsSuch() throws InterruptedException {
        assertEquals(List.of(new Abstained()), score(Reward.each(_ -> Double.NaN), "a").scores());
    }

    @Test void aFaultCostsOnlyTheAnswerThatCausedIt() throws InterruptedException {
        Reward reward = Reward.each(request -> {
            if (request.answer().equals("bad")) throw new IllegalStateException("cannot read it");
            return 1;
        });
        assertEquals(List.of(new Judged(1), new Failed("cannot read it"), new Judged(1)), score(reward, "a", "bad", "c").scores());
    }

    @Test void aRewardThatHangsEndsAtItsDeadlineAndIsInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Reward hanging = answers -> {
            try {
                Thread.sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return new double[answers.size()];
        };
        try (RewardRunner runner = new RewardRunner(List.of(weighted("slow", 1, hanging, 200), weighted("quick", 1, LENGTH, 10_000)))) {
            List<RewardScores> scores = runner.score(requests("a", "b"));
            assertEquals(List.of(new Failed("took longer than its deadline of 0.2 s"), new Failed("took longer than its deadline of 0.2 s")), scores.get(0).scores());
            assertEquals(List.of(new Judged(1), new Judged(1)), scores.get(1).scores());
        }
        interrupted.await();
    }

    @Test void rewardsRunAtTheSameTime() throws InterruptedException {
        CountDownLatch both = new CountDownLatch(2);
        Reward meeting = answers -> {
            both.countDown();
            both.await();
            return new double[answers.size()];
        };
        try (RewardRunner runner = new RewardRunner(List.of(weighted("a", 1, meeting, 10_000), weighted("b", 1, meeting, 10_000)))) {
            for (RewardScores scores : runner.score(requests("x"))) assertEquals(List.of(new Judged(0)), scores.scores());
        }
    }

    @Test void numbersOfAnotherCountOrWithoutEndAreFailures() throws InterruptedException {
        assertEquals(List.of(new Failed("gave 2 numbers for 1 answers")), score(_ -> new double[2], "a").scores());
        assertEquals(List.of(new Failed("gave nothing for 1 answers")), score(_ -> null, "a").scores());
        assertEquals(List.of(new Failed("gave an infinite number")), score(_ -> new double[] {Double.POSITIVE_INFINITY}, "a").scores());
    }

    @Test void anEndlessRecursionIsAFailure() throws InterruptedException {
        assertTrue(score(new Endless(), "a").scores().getFirst() instanceof Failed);
    }

    @Test void theSumLeavesOutWhatHasNoNumber() {
        RewardScores right = new RewardScores("right", 1, List.of(new Judged(1), new Abstained(), new Failed("broke")));
        RewardScores brief = new RewardScores("brief", 0.5, List.of(new Judged(-2), new Judged(3), new Abstained()));
        // 1 - 0.5 * 2 = 0; 0.5 * 3 = 1.5; nothing
        assertArrayEquals(new double[] {0, 1.5, Double.NaN}, RewardScores.weightedSums(List.of(right, brief)));
    }

    private static final class Endless implements Reward {
        @Override
        public double[] score(List<RewardRequest> answers) throws Exception {
            return score(answers);
        }
    }

    private static RewardScores score(Reward reward, String... answers) throws InterruptedException {
        try (RewardRunner runner = new RewardRunner(List.of(weighted("test", 1, reward, 10_000)))) {
            return runner.score(requests(answers)).getFirst();
        }
    }

    private static WeightedReward weighted(String name, double weight, Reward reward, long milliseconds) {
        return new WeightedReward(name, weight, Duration.ofMillis(milliseconds), reward);
    }

    private static List<RewardRequest> requests(String... answers) {
        return Stream.of(answers).map(answer -> RewardRequest.of("?", answer, answer.length(), Json.MAPPER.createObjectNode())).toList();
    }
}
