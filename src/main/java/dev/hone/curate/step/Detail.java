package dev.hone.curate.step;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// Shares that rules go by, and numbers as the ledger shows them.
final class Detail {
    private Detail() {}

    static double share(List<String> texts, Predicate<String> wanted) {
        return texts.isEmpty() ? 0 : (double) texts.stream().filter(wanted).count() / texts.size();
    }

    /// A constant as run files write it.
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
