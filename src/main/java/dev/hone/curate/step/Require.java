package dev.hone.curate.step;

import dev.hone.settings.UserError;

/// Ranges that settings of several steps have.
final class Require {
    private Require() {}

    static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) throw new UserError(name + " is " + value + "; expected a share from 0 to 1");
    }

    static void likeness(String name, double value) {
        if (!(value > 0 && value <= 1)) throw new UserError(name + " is " + value + "; expected a likeness above 0 and at most 1, such as 0.8");
    }

    /// @param place such as `{prompt}`
    static void names(String place, String name, String text) {
        if (!text.contains(place)) throw new UserError(name + " does not name " + place + ", so that nobody is told what it is about; expected a text with " + place + " in it");
    }

    static void atLeast(int least, String name, int value) {
        if (value < least) throw new UserError(name + " is " + value + "; expected at least " + least);
    }
}
