package dev.hone.batch;

import static dev.hone.batch.BatchFixtures.ints;
import static dev.hone.batch.BatchFixtures.list;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hone.settings.UserError;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RowOrderTest {
    private static RowOrder order(SamplingStrategy strategy, int rows, int batch, int accumulation, boolean dropLast) {
        return new RowOrder(strategy, new int[rows], 42, batch, accumulation, dropLast);
    }

    @Test void epochsAreShuffledAsByHuggingFacesTrainers() throws IOException {
        for (JsonNode run : list(BatchFixtures.json("order.json").get("shuffled"))) {
            RowOrder order = new RowOrder(SamplingStrategy.RANDOM, new int[run.get("rows").intValue()], run.get("seed").longValue(), 1, 1, false);
            for (int epoch : new int[] {0, 2, 1}) assertArrayEquals(ints(run.get("epochs").get(epoch)), order.epoch(epoch));
        }
    }

    @Test void rowsAreGroupedByLengthAsInTransformers() throws IOException {
        for (JsonNode run : list(BatchFixtures.json("order.json").get("grouped"))) {
            int batch = run.get("batch").intValue();
            RowOrder order = new RowOrder(SamplingStrategy.GROUP_BY_LENGTH, ints(run.get("lengths")), run.get("seed").longValue(), batch, 1, false);
            assertArrayEquals(ints(run.get("order")), order.epoch(0), run.get("lengths").size() + " rows, batch " + batch);
        }
    }

    @Test void aStepTakesItsMicroBatchesAndTheLastOfAnEpochWhatIsLeft() {
        RowOrder order = order(SamplingStrategy.SEQUENTIAL, 11, 2, 2, false);
        assertEquals(3, order.stepsPerEpoch());
        assertEquals(List.of(List.of(0, 1), List.of(2, 3)), order.step(0));
        assertEquals(List.of(List.of(4, 5), List.of(6, 7)), order.step(1));
        assertEquals(List.of(List.of(8, 9), List.of(10)), order.step(2));
        assertEquals(order.step(0), order.step(3));
        assertEquals(1, order.epochOf(3));
    }

    @Test void dropLastLeavesOutWhatIsNotFull() {
        RowOrder order = order(SamplingStrategy.SEQUENTIAL, 11, 2, 2, true);
        assertEquals(5, order.microBatchesPerEpoch());
        assertEquals(List.of(List.of(8, 9)), order.step(2));
    }

    @Test void anyStepCanBeAskedForFirst() {
        RowOrder asked = order(SamplingStrategy.RANDOM, 10, 2, 1, false);
        List<List<Integer>> seventh = asked.step(7);
        RowOrder inTurn = order(SamplingStrategy.RANDOM, 10, 2, 1, false);
        for (int step = 0; step < 7; step++) inTurn.step(step);
        assertEquals(seventh, inTurn.step(7));
    }

    @Test void anEpochTakesEveryRowOnce() {
        for (SamplingStrategy strategy : SamplingStrategy.values()) {
            RowOrder order = new RowOrder(strategy, IntStream.range(0, 103).map(i -> i * 37 % 11).toArray(), 3, 4, 3, false);
            int[] taken = IntStream.range(0, order.stepsPerEpoch()).boxed().flatMap(step -> order.step(step).stream()).flatMap(List::stream)
                    .mapToInt(Integer::intValue).sorted().toArray();
            assertArrayEquals(IntStream.range(0, 103).toArray(), taken, strategy.name());
        }
    }

    @Test void noRowsAreAMistakeOfTheUser() {
        assertThrows(UserError.class, () -> order(SamplingStrategy.RANDOM, 0, 2, 1, false));
        assertThrows(UserError.class, () -> order(SamplingStrategy.RANDOM, 1, 2, 1, true));
    }
}
