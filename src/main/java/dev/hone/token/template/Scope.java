package dev.hone.token.template;

import java.util.HashMap;
import java.util.Map;

/// The names known at one place of a template. A loop's round, a macro and a captured block have their own,
/// which see the outer names but cannot change them; `if` has none.
final class Scope {
    private static final Object MISSING = new Object();

    private final Scope outer;
    private final Map<String, Object> names = HashMap.newHashMap(3);

    Scope(Scope outer) {
        this.outer = outer;
    }

    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Object value = scope.names.getOrDefault(name, MISSING);
            if (value != MISSING) return value;
        }
        return Undefined.variable(name);
    }

    void set(String name, Object value) {
        names.put(name, value);
    }
}
