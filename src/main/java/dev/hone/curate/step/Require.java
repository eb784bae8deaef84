package dev.hone.curate.step;

import dev.hone.settings.Bounds;

/// Ranges that settings of several steps have.
final class Require {
    private Require() {}

    static void share(String name, double value) {
        Bounds.check(value >= 0 && value <= 1, name, value, "a share from 0 to 1");
    }

    static void likeness(String name, double value) {
        Bounds.check(value > 0 && value <= 1, name, value, "a likeness above 0 and at most 1, such as 0.8");
    }

    static void atLeast(int least, String name, int value) {
        Bounds.check(value >= least, name, value, "at least " + least);
    }
}
