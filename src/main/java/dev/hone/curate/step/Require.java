package dev.hone.curate.step;

import dev.hone.settings.Bounds;
import dev.hone.settings.UserError;

/// Ranges that settings of several steps have.
final class Require {
    private Require() {}

    static void share(String name, double value) {
        Bounds.check(value >= 0 && value <= 1, name, value, "a share from 0 to 1");
    }

    static void likeness(String name, double value) {
        Bounds.check(value > 0 && value <= 1, name, value, "a likeness above 0 and at most 1, such as 0.8");
    }

    /// @param place where something is filled in, such as `{prompt}`
    static void names(String place, String name, String text) {
        if (!text.contains(place)) throw new UserError(name + " is \"" + text + "\"; expected a text with " + place + " in it");
    }

    static void atLeast(int least, String name, int value) {
        Bounds.check(value >= least, name, value, "at least " + least);
    }
}
