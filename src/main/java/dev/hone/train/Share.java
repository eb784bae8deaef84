package dev.hone.train;

import java.util.Locale;

/// How many of some rows something holds for.
record Share(long some, long all) {
    /// From this share of the rows on, what happens to them is worth a warning.
    private static final double MANY = 0.1;
    /// From this share on, it is what the run is about.
    private static final double MOST = 0.5;

    boolean isMany() {
        return some > 0 && some >= MANY * all;
    }

    boolean isMost() {
        return some > 0 && some >= MOST * all;
    }

    double value() {
        return (double) some / all;
    }

    /// `12 of 300 rows (4 %)`
    String of(String what) {
        return String.format(Locale.ROOT, "%,d of %,d %s (%.0f %%)", some, all, what, 100 * value());
    }
}
