package dev.hone.eval;

import dev.hone.data.Json;
import dev.hone.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One row to grade. What it lacks is said with file, line and field.
/// @param fields the row as it came
/// @param where  file and line, for messages
public record Item(ObjectNode fields, String where) {
    /// A text that must be there.
    public String text(String field) {
        JsonNode value = fields.path(field);
        if (value.isString()) return value.stringValue();
        throw wrong(field, "a text");
    }

    /// A text that may be absent or null.
    public String text(String field, String fallback) {
        return absent(field) ? fallback : text(field);
    }

    /// A text, or a number as its text.
    public String plain(String field) {
        JsonNode value = fields.path(field);
        if (value.isString() || value.isNumber()) return value.asString();
        throw wrong(field, "a text or a number");
    }

    public double number(String field) {
        JsonNode value = fields.path(field);
        if (value.isNumber()) return value.doubleValue();
        throw wrong(field, "a number");
    }

    /// A whole number; `3.0` is one.
    public int whole(String field) {
        double value = number(field);
        if (value == (int) value) return (int) value;
        throw wrong(field, "a whole number");
    }

    public boolean flag(String field, boolean fallback) {
        if (absent(field)) return fallback;
        if (fields.get(field).isBoolean()) return fields.get(field).booleanValue();
        throw wrong(field, "true or false");
    }

    public List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : list(field)) {
            if (!each.isString()) throw wrong(field, "a list of texts");
            texts.add(each.stringValue());
        }
        return texts;
    }

    public List<Double> numbers(String field) {
        List<Double> numbers = new ArrayList<>();
        for (JsonNode each : list(field)) {
            if (!each.isNumber()) throw wrong(field, "a list of numbers");
            numbers.add(each.doubleValue());
        }
        return numbers;
    }

    /// A list of objects, each as an item of its own that messages find by its place.
    public List<Item> items(String field) {
        List<Item> items = new ArrayList<>();
        for (JsonNode each : list(field)) {
            if (!(each instanceof ObjectNode object)) throw wrong(field, "a list of objects");
            items.add(new Item(object, where + ": " + field + "[" + items.size() + "]"));
        }
        return items;
    }

    public List<JsonNode> list(String field) {
        if (fields.path(field).isArray()) return fields.get(field).valueStream().toList();
        throw wrong(field, "a list");
    }

    /// The same row with another value of one field.
    public Item with(String field, String value) {
        return new Item(fields.deepCopy().put(field, value), where);
    }

    public boolean absent(String field) {
        return fields.path(field).isMissingNode() || fields.path(field).isNull();
    }

    /// The mistake that a field is missing or of another kind.
    public UserError wrong(String field, String expected) {
        JsonNode value = fields.path(field);
        return new UserError(where + ": " + (value.isMissingNode() ? "has no " + field : field + " is " + Json.shortened(value)) + "; expected " + expected);
    }
}
