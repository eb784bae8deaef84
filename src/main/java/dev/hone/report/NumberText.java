package dev.hone.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// Numbers as people read them.
final class NumberText {
    private NumberText() {}

    /// `12,345`.
    static String of(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /// Four digits, or all before the point: `1.235`, `12,346`, `2e-5`; `NaN` and infinities by name.
    static String of(double number) {
        if (!Double.isFinite(number)) return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
        if (number == Math.rint(number) && Math.abs(number) < 1e9) return of((long) number);
        BigDecimal exact = new BigDecimal(number);
        return of(exact.round(new MathContext(Math.max(4, exact.precision() - exact.scale()))));
    }

    /// All digits of a number, by a power of ten where it is very small or very large.
    static String of(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        if (plain.signum() == 0) return "0";
        int magnitude = plain.precision() - plain.scale() - 1;                  // of the first digit
        if (magnitude < -3 || magnitude > 8) return plain.movePointLeft(magnitude).toPlainString() + "e" + magnitude;
        return String.format(Locale.ROOT, "%,." + Math.max(0, plain.scale()) + "f", plain);
    }

    /// `38.8 %`.
    static String share(long part, long whole) {
        return whole == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }
}
