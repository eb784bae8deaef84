package dev.hone.algorithm.ppo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.hone.algorithm.rollout.Rollout;
import dev.hone.algorithm.rollout.RolloutPass;
import dev.hone.algorithm.rollout.RolloutPass.Placed;
import dev.hone.batch.AnswerBatch;
import dev.hone.batch.AnswerBatch.Group;
import dev.hone.loss.KlEstimator;
import dev.hone.token.TokenPrompt;
import java.util.List;
import org.junit.jupiter.api.Test;

class CriticTest {
    private static final int[] PROMPT = {1, 2};

    private static Critic.Reading reading(boolean afterEnd) {
        var settings = new PpoSettings(1, 1, 0, KlEstimator.K1, null, 1, 0.2, 0.2, 1, 1, 1, false, null, null, null, null, afterEnd);
        List<int[]> answers = List.of(new int[] {5, 6}, new int[] {5, 7, 8});
        List<Placed> placed = answers.stream().map(ids -> new Placed(Rollout.unjudged(new TokenPrompt(PROMPT, null, null), ids, "", true, null).withOld(new float[ids.length]), 0)).toList();
        return new Critic(null, null, null, 1, settings, 3).reading(new RolloutPass(placed, AnswerBatch.of(List.of(new Group(PROMPT, answers)), true, false)));
    }

    /// The row is 1 2 | 5 | 6 | 7 8: both answers are read at 2 and at 5.
    @Test void itIsAskedOnceWhereAnswersAreTheSame() {
        Critic.Reading reading = reading(false);
        assertArrayEquals(new int[] {1, 2, 4}, reading.at());
        assertArrayEquals(new int[] {0, 1}, reading.answers().get(0));
        assertArrayEquals(new int[] {0, 1, 2}, reading.answers().get(1));
    }

    /// Of three tokens at most, the shorter answer is read after its last one too.
    @Test void afterTheEnd() {
        Critic.Reading reading = reading(true);
        assertArrayEquals(new int[] {1, 2, 3, 4}, reading.at());
        assertArrayEquals(new int[] {0, 1, 2}, reading.answers().get(0));
        assertArrayEquals(new int[] {0, 1, 3}, reading.answers().get(1));
        assertArrayEquals(new int[] {0, 1, 2, 0, 1, 3}, reading.all());
    }
}
