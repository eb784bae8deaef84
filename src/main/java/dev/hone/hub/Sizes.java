package dev.hone.hub;

import java.time.Duration;
import java.util.Locale;

/// Sizes and times as people read them. Units are powers of 1000, as on the hub's pages.
final class Sizes {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private Sizes() {
    }

    /// `999 B`, `1.5 kB`, `16.1 GB`.
    static String text(long bytes) {
        if (bytes < 1000) return bytes + " B";
        double value = bytes / 1000.0;
        int unit = 0;
        // 999.95 would round up to 1000.0
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /// `0:07`, `12:05`, `1:02:03`.
    static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
