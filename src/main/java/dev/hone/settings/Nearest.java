package dev.hone.settings;

import java.util.Collection;
import java.util.Comparator;

/// Finds the name that somebody who mistyped probably meant.
public final class Nearest {
    private Nearest() {}

    /// `; did you mean learning_rate?`, or "" when no known name is near.
    public static String hint(String name, Collection<String> known) {
        return known.stream().filter(candidate -> distance(name, candidate) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .map(nearest -> "; did you mean " + nearest + "?").orElse("");
    }

    /// How many letters must be put in, taken out or exchanged to make one of the other.
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int exchanged = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
