package dev.hone.checkpoint;

import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The key-value part of a GGUF file. Whole numbers are `Long`, others `Double`, the rest `Boolean`, `String` and `List`.
public record GgufMetadata(Path file, Map<String, Object> values) {
    public boolean has(String key) {
        return values.containsKey(key);
    }

    public String text(String key) {
        return get(key, String.class, "a text");
    }

    public Optional<String> textIfAny(String key) {
        return has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    public long integer(String key) {
        return get(key, Long.class, "a whole number");
    }

    public long integer(String key, long otherwise) {
        return has(key) ? integer(key) : otherwise;
    }

    /// Whole numbers count as numbers, too.
    public double number(String key) {
        return get(key, Number.class, "a number").doubleValue();
    }

    public double number(String key, double otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    public boolean flag(String key, boolean otherwise) {
        return has(key) ? get(key, Boolean.class, "true or false") : otherwise;
    }

    public List<String> texts(String key) {
        return list(key, String.class, "texts");
    }

    public List<Long> integers(String key) {
        return list(key, Long.class, "whole numbers");
    }

    public List<Double> numbers(String key) {
        return list(key, Number.class, "numbers").stream().map(Number::doubleValue).toList();
    }

    private <T> List<T> list(String key, Class<T> type, String expected) {
        List<?> list = get(key, List.class, "a list of " + expected);
        for (Object element : list)
            if (!type.isInstance(element)) throw new UserError(file + ": metadata " + key + " has the element " + element + ", expected " + expected);
        return list.stream().map(type::cast).toList();
    }

    private <T> T get(String key, Class<T> type, String expected) {
        Object value = values.get(key);
        if (value == null) throw new UserError(file + ": metadata has no " + key + ", which should be " + expected);
        if (!type.isInstance(value)) throw new UserError(file + ": metadata " + key + " is " + shorten(value) + ", expected " + expected);
        return type.cast(value);
    }

    private static String shorten(Object value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
