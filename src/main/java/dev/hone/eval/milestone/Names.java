package dev.hone.eval.milestone;

import dev.hone.eval.Item;
import dev.hone.settings.UserError;
import java.util.Map;
import java.util.TreeMap;

/// What a scenario calls by name.
final class Names {
    private Names() {}

    static <T> T find(Map<String, T> names, String name, Item fields, String field) {
        if (names.containsKey(name)) return names.get(name);
        throw new UserError(fields.where() + ": " + field + " is \"" + name + "\"; expected " + String.join(", ", new TreeMap<>(names).keySet()));
    }
}
