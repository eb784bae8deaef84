package dev.hone.token.template;

import java.util.List;

/// Python's tuple. The groups that `|groupby` makes are tuples whose two parts also have names.
record Tuple(List<Object> items, boolean isGroup) {
    Tuple(List<Object> items) {
        this(items, false);
    }

    static Tuple of(Object first, Object second) {
        return new Tuple(java.util.Arrays.asList(first, second));
    }
}
