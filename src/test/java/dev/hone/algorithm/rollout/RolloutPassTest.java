package dev.hone.algorithm.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.algorithm.rollout.RolloutPass.Placed;
import dev.hone.token.TokenMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RolloutPassTest {
    private static Placed answer(int[] prompt, int[] answer, int microBatch) {
        return new Placed(new Rollout(prompt, null, answer, TokenMask.all(answer.length), "", null, true, Map.of(), 1, null, null, null), microBatch);
    }

    @Test void answersToOnePromptMeetWhateverTheirMicroBatch() {
        int[] first = {1, 2, 3}, second = {4, 5};
        List<RolloutPass> passes = RolloutPass.cut(List.of(answer(first, new int[] {7, 8}, 0), answer(second, new int[] {7}, 0),
                answer(first.clone(), new int[] {9}, 1), answer(second, new int[] {6, 6}, 1)), true, 100);
        assertEquals(1, passes.size());
        assertEquals(List.of(0, 1, 0, 1), passes.getFirst().answers().stream().map(Placed::microBatch).toList());
        assertEquals(3 + 2 + 1 + 2 + 1 + 2, passes.getFirst().tokens().tokens());
    }

    @Test void aGroupThatIsTooLongAsksItsPromptAgain() {
        int[] prompt = {1, 2, 3};
        List<Placed> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) answers.add(answer(prompt, new int[] {10 + i, 20 + i}, 0));
        List<RolloutPass> passes = RolloutPass.cut(answers, true, 7);
        assertEquals(List.of(7, 7, 5), passes.stream().map(pass -> pass.tokens().tokens()).toList());
        assertEquals(List.of(5, 5, 5, 5, 5), RolloutPass.cut(answers, false, 7).stream().map(pass -> pass.tokens().tokens()).toList());
    }

    /// Both answers begin alike; what a tool has said in the second is learned in the first alone.
    @Test void resultsOfToolsAreNoLabels() {
        var all = new Rollout(new int[] {1, 2}, null, new int[] {5, 6, 7}, new boolean[] {true, true, true}, "", null, true, Map.of(), 1, null, null, null);
        var some = new Rollout(new int[] {1, 2}, null, new int[] {5, 6, 8, 9}, new boolean[] {true, false, false, true}, "", null, true, Map.of(), 1, null, null, null);
        assertEquals(2, some.said());
        assertArrayEquals(new int[] {5, 9}, some.saidIds());
        for (boolean shares : new boolean[] {true, false}) {
            RolloutPass pass = RolloutPass.cut(List.of(new Placed(all, 0), new Placed(some, 0)), shares, 100).getFirst();
            int[] labelled = pass.tokens().labelled();
            for (int a = 0; a < 2; a++) assertArrayEquals((a == 0 ? all : some).saidIds(),
                    Arrays.stream(pass.labels(a)).map(label -> pass.tokens().ids()[labelled[label]]).toArray());
            assertEquals(shares ? 4 : 5, labelled.length);
        }
    }

    @Test void everyAnswerIsInOnePassAndNoneIsTooLong() {
        var random = new Random(5);
        for (int round = 0; round < 50; round++) {
            List<Placed> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) answers.add(answer(new int[] {random.nextInt(4), 1}, random.ints(1 + random.nextInt(6), 0, 50).toArray(), i % 3));
            List<RolloutPass> passes = RolloutPass.cut(answers, random.nextBoolean(), 20);
            assertEquals(30, passes.stream().flatMap(pass -> pass.answers().stream()).distinct().count());
            assertTrue(passes.stream().allMatch(pass -> pass.tokens().tokens() <= 20));
            for (RolloutPass pass : passes) for (int a = 0; a < pass.answers().size(); a++)
                assertEquals(pass.answers().get(a).rollout().answer().length, pass.labels(a).length);
        }
    }
}
