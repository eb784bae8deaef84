package dev.hone.eval.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    /// So many items on which both are right, the second loses, the second gains, both are wrong.
    private static Comparison of(int right, int lost, int gained, int wrong) {
        double[] first = new double[right + lost + gained + wrong], second = new double[first.length];
        Arrays.fill(first, 0, right + lost, 1);
        Arrays.fill(second, 0, right, 1);
        Arrays.fill(second, right + lost, right + lost + gained, 1);
        return Comparison.of(first, second);
    }

    /// 2 (C(10,0) + C(10,1)) / 1024 = 22/1024; heads and tails alike are certain.
    @Test void mcNemarsTestIsACoin() {
        assertEquals(22.0 / 1024, Comparison.mcNemar(9, 1), 1e-12);
        assertEquals(22.0 / 1024, Comparison.mcNemar(1, 9), 1e-12);
        assertEquals(1, Comparison.mcNemar(5, 5));
        assertEquals(1, Comparison.mcNemar(0, 0));
        assertEquals(2 * Math.pow(0.5, 200), Comparison.mcNemar(200, 0), 1e-70);
    }

    /// b = 15.5, c = 5.5, n = 102: (c-b)/n = -0.0980; half = 1.96 √(21 - 100/102) / 102 = 0.0860.
    @Test void theIntervalOfAgrestiAndMin() {
        Comparison c = of(50, 15, 5, 30);
        assertEquals(-0.1, c.difference(), 1e-12);
        assertEquals(-0.0980392 - 0.0859895, c.low(), 1e-4);
        assertEquals(-0.0980392 + 0.0859895, c.high(), 1e-4);
        assertEquals(15, c.lost());
        assertEquals(5, c.gained());
    }

    /// What is hard for both says nothing: pairs that agree widen no test.
    @Test void itemsOnWhichBothAgreeLeaveTheChanceAsItIs() {
        assertEquals(of(10, 9, 1, 10).p(), of(1000, 9, 1, 1000).p());
        assertTrue(of(1000, 9, 1, 1000).high() - of(1000, 9, 1, 1000).low() < of(10, 9, 1, 10).high() - of(10, 9, 1, 10).low());
    }

    /// Marks between 0 and 1, one model a little better on each item.
    @Test void gradesAreDrawnAgain() {
        var random = new Random(1);
        double[] first = random.doubles(200).toArray();
        double[] better = Arrays.stream(first).map(mark -> mark + 0.05 + 0.1 * random.nextGaussian()).toArray();
        Comparison c = Comparison.of(first, better);
        assertTrue(c.low() > 0.02 && c.high() < 0.08 && c.p() < 0.001, c.toString());
        assertEquals(c, Comparison.of(first, better), "the same each time");
        double[] shuffled = Arrays.stream(first).map(mark -> mark + 0.1 * random.nextGaussian()).toArray();
        assertTrue(Comparison.of(first, shuffled).p() > 0.05);
    }

    /// Of three differences of one sign, all signs fall alike in one of four cases.
    @Test void fewItemsProveNothingHoweverAlikeTheyAre() {
        double[] half = new double[30], less = new double[30];
        Arrays.fill(half, 0.5);
        Arrays.fill(less, 0.4);
        Comparison three = Comparison.of(Arrays.copyOf(half, 3), Arrays.copyOf(less, 3)), thirty = Comparison.of(half, less);
        assertEquals(0.25, three.p(), 0.02);
        assertEquals(List.of(Outcome.TOO_FEW_ITEMS), Outcome.of(List.of(three), 0.05, 0.05));
        assertEquals(4, three.itemsFor(0.05));
        assertEquals(List.of(Outcome.WORSE), Outcome.of(List.of(thirty), 0.05, 0.05));
    }

    /// Of equal models, the test calls some 5 in 100 different, not more.
    @Test void falseAlarmsAreAsRareAsPromised() {
        var random = new Random(7);
        int alarms = 0;
        for (int trial = 0; trial < 400; trial++) {
            double[] first = random.doubles(150).map(Math::rint).toArray(), second = random.doubles(150).map(Math::rint).toArray();
            if (Comparison.of(first, second).p() < 0.05) alarms++;
        }
        assertTrue(alarms <= 30, alarms + " of 400");
    }

    @Test void chancesAreCorrectedForHowManyThereAre() {
        assertEquals(List.of(0.03, 0.06, 0.06), Outcome.holm(List.of(0.01, 0.04, 0.03)).stream().map(p -> Math.round(p * 1e9) / 1e9).toList());
        assertEquals(List.of(1.0, 1.0), Outcome.holm(List.of(0.9, 0.8)));
    }

    @Test void outcomes() {
        assertEquals(List.of(Outcome.WORSE), Outcome.of(List.of(of(50, 20, 2, 28)), 0.05, 0.05));
        assertEquals(List.of(Outcome.BETTER), Outcome.of(List.of(of(50, 2, 20, 28)), 0.05, 0.05));
        assertEquals(List.of(Outcome.WITHIN_NOISE), Outcome.of(List.of(of(500, 10, 10, 480)), 0.05, 0.05));
        assertEquals(List.of(Outcome.TOO_FEW_ITEMS), Outcome.of(List.of(of(10, 3, 2, 5)), 0.05, 0.05));
        // beside nine others that are alike, what would be worse alone is no longer beyond chance
        Comparison slight = of(50, 12, 3, 35), alike = of(50, 5, 5, 40);
        assertEquals(Outcome.WORSE, Outcome.of(List.of(slight), 0.05, 0.05).getFirst());
        assertEquals(Outcome.TOO_FEW_ITEMS, Outcome.of(List.of(slight, alike, alike, alike, alike, alike, alike, alike, alike, alike), 0.05, 0.05).getFirst());
    }

    /// ((1.96 + 0.84) / 1.96)² = 2.04 times as many for a difference as large as half of the interval, four times that for half of it.
    @Test void howManyItemsItTakes() {
        Comparison c = of(100, 20, 20, 60);
        double half = (c.high() - c.low()) / 2;
        assertEquals(2.043 * c.items(), c.itemsFor(half), 2);
        assertEquals(4 * 2.043 * c.items(), c.itemsFor(half / 2), 2);
    }

    @Test void whoGetsHardlyAnythingRightCannotGetMuchWorse() {
        assertTrue(of(1, 1, 3, 95).hasNothingToLose(0.05));
        assertFalse(of(5, 1, 3, 91).hasNothingToLose(0.05));
    }
}
