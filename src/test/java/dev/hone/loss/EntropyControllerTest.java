package dev.hone.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// What entropy is worth, by the rule of Skywork-OR1 as TRL applies it: each step's measurement decides about the next.
class EntropyControllerTest {
    private static final EntropyController START = EntropyController.adaptive(0.01, 0.5, 0.02, 0.005, 0.04);

    @Test void nothingCountsBeforeTheFirstMeasurement() {
        assertEquals(0, START.counted());
    }

    @Test void itRisesWhileThePolicyIsTooSure() {
        EntropyController once = START.after(0.5);
        assertEquals(0.03, once.counted(), 1e-12);
        assertEquals(0.04, once.after(0.1).counted(), 1e-12, "up to the bound");
    }

    @Test void itFallsAndDoesNotCountWhileItIsNot() {
        EntropyController once = START.after(0.1).after(0.6);
        assertEquals(0.01, once.coefficient(), 1e-12);
        assertEquals(0, once.counted());
        assertEquals(0.005, once.after(0.7).coefficient(), 1e-12, "down to the bound");
        assertEquals(0.03, once.after(0.5).counted(), 1e-12);
    }

    @Test void aFixedWorthAlwaysCounts() {
        EntropyController fixed = EntropyController.fixed(0.3);
        assertEquals(0.3, fixed.counted());
        assertEquals(0.3, fixed.after(9).counted());
    }
}
