package dev.hone.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.batch.PromptOrder.Shape;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PromptOrderTest {
    /// The table in the class: two micro-batches of a generation, learned from twice, one a step.
    @Test void eachGenerationIsCutAndLearnedFromAgain() {
        var order = new PromptOrder(7, new Shape(3, 2, 2, 1), 42, false);
        assertEquals(8, order.stepsPerEpoch());
        assertEquals(List.of(0L, 0L, 0L, 0L, 1L, 1L, 1L, 1L), IntStream.range(0, 8).mapToObj(order::generation).toList());
        assertEquals(List.of(0, 1, 0, 1, 0, 1, 0, 1), IntStream.range(0, 8).mapToObj(order::slice).toList());
        for (int step = 0; step < 4; step++) assertEquals(List.of(List.of(0, 1, 2)), order.step(step));
        for (int step = 4; step < 8; step++) assertEquals(List.of(List.of(3, 4, 5)), order.step(step), "row 6 fills no generation");
        assertEquals(List.of(List.of(0, 1, 2)), order.step(8));
        assertEquals(8, order.firstMicroBatch(8));
    }

    @Test void aStepMayTakeSeveralGenerationsButNotOfTwoEpochs() {
        var order = new PromptOrder(6, new Shape(2, 1, 1, 2), 42, false);
        assertEquals(2, order.stepsPerEpoch());
        assertEquals(List.of(List.of(0, 1), List.of(2, 3)), order.step(0));
        assertEquals(List.of(List.of(4, 5)), order.step(1));
        assertEquals(List.of(List.of(0, 1), List.of(2, 3)), order.step(2));
        assertEquals(3, order.generation(order.firstMicroBatch(2)), "generations are counted through all epochs");
    }

    /// Hugging Face's order of the first epoch, for 10 rows and seed 42; a second draw from the same generator is another one.
    @Test void epochsAreDrawnFromOneGenerator() {
        var order = new PromptOrder(10, new Shape(10, 1, 1, 1), 42, true);
        assertEquals(List.of(2, 6, 1, 8, 4, 5, 0, 9, 3, 7), order.step(0).getFirst());
        List<Integer> second = order.step(1).getFirst();
        assertEquals(IntStream.range(0, 10).boxed().toList(), second.stream().sorted().toList());
        assertNotEquals(List.of(8, 4, 9, 0, 5, 1, 6, 7, 2, 3), second, "which is the order of seed 43");
        assertEquals(second, new PromptOrder(10, new Shape(10, 1, 1, 1), 42, true).step(1).getFirst());
    }

    @Test void onPolicyMeansThatNoUpdateFallsBetween() {
        assertTrue(new Shape(1, 1, 1, 1).isOnPolicy());
        assertTrue(new Shape(1, 2, 1, 2).isOnPolicy());
        assertTrue(new Shape(1, 2, 1, 4).isOnPolicy());
        assertFalse(new Shape(1, 2, 1, 1).isOnPolicy());
        assertFalse(new Shape(1, 1, 2, 1).isOnPolicy());
    }

    @Test void tooFewRowsAreRefused() {
        assertEquals("there are 3 rows, and a generation takes 4; give more rows, or a smaller per_device_train_batch_size",
                assertThrows(UserError.class, () -> new PromptOrder(3, new Shape(4, 1, 1, 1), 42, true)).getMessage());
    }
}
