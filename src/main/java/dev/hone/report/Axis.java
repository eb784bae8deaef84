package dev.hone.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.LongStream;

/// Where numbers lie along one side of a chart, and the round ones that are named there.
/// @param low   the number at `start`
/// @param high  the number at `end`
/// @param step  the distance of named numbers: 1, 2 or 5 times a power of ten
/// @param start the place of `low` in the drawing
/// @param end   the place of `high`
record Axis(double low, double high, double step, double start, double end) {
    /// A number that misses a round one by less is meant to be it.
    private static final double ROUNDING = 1e-6;

    /// An axis that begins and ends where its numbers do.
    static Axis exact(double low, double high, int names, double start, double end) {
        return high > low ? new Axis(low, high, step(high - low, names), start, end) : exact(low - 1, low + 1, names, start, end);
    }

    /// An axis that begins and ends at round numbers.
    static Axis rounded(double low, double high, int names, double start, double end) {
        if (high - low <= ROUNDING * Math.abs(high)) {
            double room = high == 0 ? 1 : Math.abs(high) / 2;
            return rounded(low - room, high + room, names, start, end);
        }
        double step = step(high - low, names);
        return new Axis(Math.floor(low / step + ROUNDING) * step, Math.ceil(high / step - ROUNDING) * step, step, start, end);
    }

    /// The smallest round step that names at most so many numbers beside the first.
    static double step(double range, int names) {
        double least = range / names;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int factor : new int[] {1, 2, 5}) if (factor * power >= least * (1 - ROUNDING)) return factor * power;
        return 10 * power;
    }

    double place(double number) {
        return start + (end - start) * (number - low) / (high - low);
    }

    /// The multiples of the step.
    List<Double> named() {
        return LongStream.rangeClosed((long) Math.ceil(low / step - ROUNDING), (long) Math.floor(high / step + ROUNDING))
                .mapToObj(i -> i * step).toList();
    }

    /// A named number without the noise of its last binary digits, `1.5M` for millions.
    String name(double number) {
        int decimals = (int) -Math.floor(Math.log10(step) + ROUNDING);
        BigDecimal round = new BigDecimal(number).setScale(decimals, RoundingMode.HALF_EVEN);
        return high >= 1e6 && round.signum() != 0 ? NumberText.of(round.movePointLeft(6)) + "M" : NumberText.of(round);
    }
}
