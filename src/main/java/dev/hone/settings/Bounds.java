package dev.hone.settings;

/// Where a setting's number has to lie.
public final class Bounds {
    private Bounds() {}

    /// @param good    whether it lies there
    /// @param name    of the setting, as the user writes it
    /// @param allowed in words, such as "at least 1"
    /// @throws UserError where it does not
    public static void check(boolean good, String name, Number got, String allowed) {
        if (!good) throw new UserError(name + " is " + got + "; expected " + allowed);
    }
}
