package dev.hone.curate.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.curate.text.MinHash;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    @Test void kCentreTakesWhatIsLeastLikeAllThatIsTaken() {
        // Rows 0 and 1 are alike, 2 shares nothing with either, 3 is a mixture of 0 and 2.
        List<int[]> sketches = List.of(sketch(0, 128), sketch(0, 120), sketch(1, 128), sketch(0, 64));
        Choice.Likeness likeness = (one, other) -> MinHash.likeness(sketches.get(one), sketches.get(other));
        assertEquals("{0, 2}", Choice.K_CENTRE.of(4, 2, likeness).toString());
        assertEquals("{0, 2, 3}", Choice.K_CENTRE.of(4, 3, likeness).toString());
        assertEquals(4, Choice.K_CENTRE.of(4, 9, likeness).cardinality());
    }

    /// @param first of so many entries; the others are another's
    private static int[] sketch(int kind, int first) {
        int[] sketch = new int[128];
        for (int i = 0; i < sketch.length; i++) sketch[i] = i < first ? kind : 1 - kind;
        return sketch;
    }

    /// Numbers on a line: two are as like as they are near, 1 minus their distance over 10.
    private static final double[] LINE = {0, 1, 2, 3, 7, 8, 10};

    private static double likeness(int one, int other) {
        return 1 - Math.abs(LINE[one] - LINE[other]) / 10;
    }

    @Test void facilityLocationTakesWhatMostAreLike() {
        // The number with the least sum of distances is 3: 3 + 2 + 1 + 0 + 4 + 5 + 7 = 22. Then 8 brings 7, 8 and 10 from distances 4, 5, 7 to 1, 0, 2,
        // a gain of 13; 7 and 10 bring less, and 0, 1 and 2 at most 3.
        assertEquals("{3}", Choice.FACILITY_LOCATION.of(7, 1, ChoiceTest::likeness).toString());
        assertEquals("{3, 5}", Choice.FACILITY_LOCATION.of(7, 2, ChoiceTest::likeness).toString());
        // K-centre begins with the first and goes to the ends.
        assertEquals("{0, 6}", Choice.K_CENTRE.of(7, 2, ChoiceTest::likeness).toString());
        assertEquals(7, Choice.FACILITY_LOCATION.of(7, 9, ChoiceTest::likeness).cardinality());
    }
}
