package dev.hone.model;

import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads one object of a config.json; a value that cannot be used is refused with the file, the key, what is there and what
/// should be. An absent key and `null` are the same, as they are in transformers.
record ConfigReader(JsonNode object, String where) {
    /// The first of these keys that is there: transformers has several names for some settings.
    private JsonNode find(String... keys) {
        for (String key : keys) {
            JsonNode value = object.path(key);
            if (!value.isMissingNode() && !value.isNull()) return value;
        }
        return null;
    }

    boolean has(String key) {
        return find(key) != null;
    }

    /// True also when the key is there with `null`, which some settings tell from an absent one.
    boolean mentions(String key) {
        return !object.path(key).isMissingNode();
    }

    /// A whole number of at least 1 that must be there, under one of these names.
    int count(String... keys) {
        JsonNode value = find(keys);
        if (value == null) throw new UserError(where + ": " + keys[0] + " is missing; expected a whole number of at least 1");
        return count(keys[0], value);
    }

    int countOr(String key, int fallback) {
        JsonNode value = find(key);
        return value == null ? fallback : count(key, value);
    }

    private int count(String key, JsonNode value) {
        int number = whole(key, value);
        if (number < 1) throw wrong(key, value, "a whole number of at least 1");
        return number;
    }

    /// A whole number of at least 0.
    int wholeOr(String key, int fallback) {
        JsonNode value = find(key);
        if (value == null) return fallback;
        int number = whole(key, value);
        if (number < 0) throw wrong(key, value, "a whole number of at least 0");
        return number;
    }

    /// Any whole number.
    int idOr(String key, int fallback) {
        JsonNode value = find(key);
        return value == null ? fallback : whole(key, value);
    }

    private int whole(String key, JsonNode value) {
        if (!value.isNumber() || value.doubleValue() != Math.rint(value.doubleValue()) || Math.abs(value.doubleValue()) > Integer.MAX_VALUE)
            throw wrong(key, value, "a whole number");
        return (int) value.doubleValue();
    }

    double numberOr(String key, double fallback) {
        JsonNode value = find(key);
        return value == null ? fallback : number(key, value);
    }

    double positive(String key) {
        JsonNode value = find(key);
        if (value == null) throw new UserError(where + ": " + key + " is missing; expected a number above 0");
        return positive(key, value);
    }

    double positiveOr(String key, double fallback) {
        JsonNode value = find(key);
        return value == null ? fallback : positive(key, value);
    }

    private double positive(String key, JsonNode value) {
        double number = number(key, value);
        if (!(number > 0)) throw wrong(key, value, "a number above 0");
        return number;
    }

    private double number(String key, JsonNode value) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) throw wrong(key, value, "a number");
        return value.doubleValue();
    }

    boolean flagOr(String key, boolean fallback) {
        JsonNode value = find(key);
        if (value == null) return fallback;
        if (!value.isBoolean()) throw wrong(key, value, "true or false");
        return value.booleanValue();
    }

    String textOr(String key, String fallback) {
        JsonNode value = find(key);
        if (value == null) return fallback;
        if (!value.isString()) throw wrong(key, value, "a text");
        return value.stringValue();
    }

    /// The object under this key, empty when it is absent.
    ConfigReader part(String key) {
        JsonNode value = find(key);
        if (value == null) return new ConfigReader(JsonNodeFactory.instance.objectNode(), where + ": " + key);
        if (!value.isObject()) throw wrong(key, value, "an object");
        return new ConfigReader(value, where + ": " + key);
    }

    boolean isEmpty() {
        return object.isEmpty();
    }

    /// The texts of a list, or null when it is absent.
    List<String> texts(String key) {
        List<JsonNode> items = items(key);
        if (items == null) return null;
        List<String> texts = new ArrayList<>();
        for (JsonNode item : items) {
            if (!item.isString()) throw wrong(key, object.path(key), "a list of texts");
            texts.add(item.stringValue());
        }
        return texts;
    }

    /// The numbers of a list, or null when it is absent.
    List<Double> numbers(String key) {
        List<JsonNode> items = items(key);
        if (items == null) return null;
        List<Double> numbers = new ArrayList<>();
        for (JsonNode item : items) {
            if (!item.isNumber() && !item.isBoolean()) throw wrong(key, object.path(key), "a list of numbers");
            numbers.add(item.isBoolean() ? (item.booleanValue() ? 1.0 : 0.0) : item.doubleValue());
        }
        return numbers;
    }

    private List<JsonNode> items(String key) {
        JsonNode value = find(key);
        if (value == null) return null;
        if (!value.isArray()) throw wrong(key, value, "a list");
        return value.values().stream().toList();
    }

    /// The message for a value that can't be used.
    UserError wrong(String key, String expected) {
        return wrong(key, object.path(key), expected);
    }

    private UserError wrong(String key, Object got, String expected) {
        boolean absent = got instanceof JsonNode node && node.isMissingNode();
        return new UserError(where + ": " + key + " is " + (absent ? "missing" : got) + "; expected " + expected);
    }
}
