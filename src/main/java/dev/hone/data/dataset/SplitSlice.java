package dev.hone.data.dataset;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A split, or a part of one, as the `datasets` library writes it: `train`, `train[:100]`, `train[-50:]`, `train[10%:20%]`.
/// @param from the first row, null for the split's first
/// @param to   the row after the last, null for the split's end
record SplitSlice(String split, Bound from, Bound to) {
    private static final Pattern TEXT = Pattern.compile("\\s*([\\w.-]+)\\s*(?:\\[\\s*(-?\\d+%?)?\\s*:\\s*(-?\\d+%?)?\\s*])?\\s*");

    /// A place in a split; below 0 it counts from the end.
    record Bound(long value, boolean percent) {
        static Bound parse(String text) {
            if (text == null) return null;
            boolean percent = text.endsWith("%");
            long value = Long.parseLong(percent ? text.substring(0, text.length() - 1) : text);
            if (percent && Math.abs(value) > 100) throw new UserError("the slice bound " + text + " is above 100%");
            return new Bound(value, percent);
        }

        /// The row, of so many. Percents round to the nearest row, and a tie to the even one, as in Python.
        long row(long rows) {
            long place = percent ? (long) Math.rint(value * (double) rows / 100) : value;
            return Math.clamp(place < 0 ? place + rows : place, 0, rows);
        }
    }

    /// @param text one or several, joined by `+`
    static List<SplitSlice> parse(String text) {
        List<SplitSlice> slices = new ArrayList<>();
        for (String one : text.split("\\+", -1)) {
            Matcher parts = TEXT.matcher(one);
            if (!parts.matches()) throw new UserError("the split \"" + text + "\" cannot be read; "
                    + "expected a name, or a part of one as in train[:100], train[-50:], train[10%:20%]; several are joined by +");
            slices.add(new SplitSlice(parts.group(1), Bound.parse(parts.group(2)), Bound.parse(parts.group(3))));
        }
        return slices;
    }

    boolean isWhole() {
        return from == null && to == null;
    }

    /// Whether the bounds say nothing without the number of rows.
    boolean needsCount() {
        return needsCount(from) || needsCount(to);
    }

    private static boolean needsCount(Bound bound) {
        return bound != null && (bound.percent() || bound.value() < 0);
    }

    /// @param rows of the split, or [Long#MAX_VALUE] where they need not be known
    long first(long rows) {
        return from == null ? 0 : from.row(rows);
    }

    long end(long rows) {
        return to == null ? rows : to.row(rows);
    }
}
