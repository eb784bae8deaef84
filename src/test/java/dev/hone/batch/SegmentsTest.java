package dev.hone.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentsTest {
    /// A prompt of 3 with two answers, of 2 and 1, the first of which goes on with 2 more:  ppp aa b cc
    private final Segments tree = Segments.tree(new int[] {3, 2, 1, 2}, new int[] {-1, 0, 0, 1});

    @Test void sequencesSideBySideEachBeginAtZero() {
        Segments flat = Segments.of(3, 2);
        assertArrayEquals(new int[] {0, 1, 2, 0, 1}, flat.positions());
        assertArrayEquals(new int[] {-1, 0, 1, -1, 3}, flat.predictors());
        assertEquals(5, flat.total());
    }

    @Test void aChildGoesOnWhereItsParentEnds() {
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 3, 5, 6}, tree.positions());
        // b comes after the prompt's last token (2), not after the first answer; cc after that answer (4)
        assertArrayEquals(new int[] {-1, 0, 1, 2, 3, 2, 4, 6}, tree.predictors());
        assertEquals(List.of(0, 1, 3), tree.path(3));
        assertEquals(5, tree.past(3));
    }

    @Test void reachAndCopiesLookDownTheTree() {
        // written out: ppp aa cc (7 tokens) and ppp b (4)
        assertArrayEquals(new int[] {7, 7, 7, 7, 7, 4, 7, 7}, tree.reaches());
        assertArrayEquals(new int[] {2, 2, 2, 1, 1, 1, 1, 1}, tree.copies());
    }

    @Test void neighboursOfOneLengthRunTogether() {
        assertEquals(List.of(new Segments.Run(0, 2, 4), new Segments.Run(2, 1, 3), new Segments.Run(3, 1, 4)), Segments.of(4, 4, 3, 4).runs());
        // the second root of length 3 has no children, the first has: they are computed apart
        assertEquals(3, Segments.tree(new int[] {3, 3, 1}, new int[] {-1, -1, 0}).runs().size());
    }

    @Test void whatCannotBeIsRefused() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Segments.of(3, 0)).getMessage().contains("segment 1 has length 0"));
        assertThrows(IllegalArgumentException.class, () -> Segments.tree(new int[] {1, 1}, new int[] {1, -1}));
        assertThrows(IllegalArgumentException.class, () -> Segments.tree(new int[] {1}, new int[] {-1, 0}));
        assertThrows(IllegalArgumentException.class, () -> Segments.of());
    }
}
