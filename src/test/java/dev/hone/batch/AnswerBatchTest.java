package dev.hone.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.batch.AnswerBatch.Group;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerBatchTest {
    private static final int[] PROMPT = {1, 2};
    private static final List<int[]> ANSWERS = List.of(new int[] {5, 6, 7}, new int[] {5, 6, 8, 9}, new int[] {4});

    @Test void whatAnswersBeginWithIsThereOnce() {
        var batch = AnswerBatch.of(List.of(new Group(PROMPT, ANSWERS)), true, false);
        // prompt 1 2, then 5 6 shared, then 7, then 8 9, then 4
        assertArrayEquals(new int[] {1, 2, 5, 6, 7, 8, 9, 4}, batch.tokens().ids());
        assertEquals("lengths [2, 2, 1, 2, 1], parents [-1, 0, 1, 1, 0]", batch.tokens().segments().toString());
        assertArrayEquals(new int[] {0, 1, 2}, batch.answers().get(0));
        assertArrayEquals(new int[] {0, 1, 3, 4}, batch.answers().get(1));
        assertArrayEquals(new int[] {5}, batch.answers().get(2));
        assertArrayEquals(new int[] {4, 6, 7}, batch.ends());
        // 5 and 4 both follow the prompt, 7 and 8 both the shared 6
        assertArrayEquals(new int[] {1, 2, 3}, batch.predictors().get(0));
        assertArrayEquals(new int[] {1, 2, 3, 5}, batch.predictors().get(1));
        assertArrayEquals(new int[] {1}, batch.predictors().get(2));
    }

    @Test void apartEachAnswerHasItsPrompt() {
        var batch = AnswerBatch.of(List.of(new Group(PROMPT, ANSWERS)), false, false);
        assertArrayEquals(new int[] {1, 2, 5, 6, 7, 1, 2, 5, 6, 8, 9, 1, 2, 4}, batch.tokens().ids());
        assertArrayEquals(new int[] {3, 4, 5, 6}, batch.answers().get(1));
        assertArrayEquals(new int[] {4, 10, 13}, batch.ends());
    }

    @Test void aPromptIsLearnedWhereItIsAskedFor() {
        var batch = AnswerBatch.of(List.of(new Group(PROMPT, ANSWERS), new Group(new int[] {3, 3, 3}, List.of(new int[] {1}))), true, true);
        assertArrayEquals(new int[] {0}, batch.prompts().get(0));              // nothing predicts the first token
        assertArrayEquals(new int[] {7, 8}, batch.prompts().get(1));
        assertArrayEquals(new int[] {9}, batch.answers().get(3));
    }

    @Test void withoutAPromptTheSequencesShareWhatTheyBeginWith() {
        var batch = AnswerBatch.of(List.of(new Group(new int[0], List.of(new int[] {1, 2, 3}, new int[] {1, 2}, new int[] {9}))), true, false);
        assertArrayEquals(new int[] {1, 2, 3, 9}, batch.tokens().ids());
        assertArrayEquals(new int[] {0, 1}, batch.answers().get(0));
        assertArrayEquals(new int[] {2, 1, 3}, batch.ends());
        assertArrayEquals(new int[0], batch.answers().get(2));
    }

    /// Written out along the tree, each answer is what it was, after its prompt.
    @Test void nothingIsLost() {
        var random = new Random(3);
        for (int round = 0; round < 200; round++) {
            List<Group> groups = IntStream.range(0, 3).mapToObj(_ -> new Group(ids(random, random.nextInt(3)),
                    IntStream.range(0, 1 + random.nextInt(4)).mapToObj(_ -> ids(random, 1 + random.nextInt(5))).toList())).toList();
            var batch = AnswerBatch.of(groups, true, false);
            int answer = 0;
            for (Group group : groups) for (int[] expected : group.answers()) {
                int[] whole = writtenOut(batch.tokens(), batch.ends()[answer++]);
                int[] wanted = IntStream.concat(Arrays.stream(group.prompt()), Arrays.stream(expected)).toArray();
                assertArrayEquals(wanted, whole);
            }
        }
    }

    private static int[] ids(Random random, int count) {
        return random.ints(count, 0, 2).toArray();
    }

    private static int[] writtenOut(TokenBatch batch, int end) {
        int[] before = batch.segments().predictors();
        IntStream.Builder backwards = IntStream.builder();
        for (int at = end; at != Segments.NONE; at = before[at]) backwards.add(batch.ids()[at]);
        int[] ids = backwards.build().toArray();
        return IntStream.range(0, ids.length).map(i -> ids[ids.length - 1 - i]).toArray();
    }

    @Test void anEmptyAnswerIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Group(PROMPT, List.of(new int[0])));
        assertThrows(IllegalArgumentException.class, () -> new Group(PROMPT, List.of()));
    }
}
