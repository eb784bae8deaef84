package dev.hone.token.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Python's dict: keeps the order of insertion, and `1`, `1.0` and `True` are the same key.
final class Dict {
    private final Map<Object, Entry> entries = new LinkedHashMap<>();

    private record Entry(Object key, Object value) { }

    void put(Object key, Object value) {
        Object same = Types.hashable(key);
        Entry old = entries.get(same);
        entries.put(same, new Entry(old == null ? key : old.key, value));
    }

    boolean contains(Object key) {
        return entries.containsKey(Types.hashable(key));
    }

    /// The value, or the fallback when the key is absent.
    Object get(Object key, Object fallback) {
        Entry entry = entries.get(Types.hashable(key));
        return entry == null ? fallback : entry.value;
    }

    void putAll(Dict other) {
        other.entries.values().forEach(entry -> put(entry.key, entry.value));
    }

    int size() {
        return entries.size();
    }

    List<Object> keys() {
        List<Object> keys = new ArrayList<>(size());
        entries.values().forEach(entry -> keys.add(entry.key));
        return keys;
    }

    List<Object> values() {
        List<Object> values = new ArrayList<>(size());
        entries.values().forEach(entry -> values.add(entry.value));
        return values;
    }

    List<Object> items() {
        List<Object> items = new ArrayList<>(size());
        entries.values().forEach(entry -> items.add(Tuple.of(entry.key, entry.value)));
        return items;
    }
}
