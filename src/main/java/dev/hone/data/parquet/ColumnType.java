package dev.hone.data.parquet;

import dev.hone.settings.UserError;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What a column of JSON values holds, as Parquet can say it. Any value may be missing.
sealed interface ColumnType {
    /// Nothing but nulls, empty lists and empty objects so far.
    record Unknown() implements ColumnType {}

    record Leaf(Kind kind) implements ColumnType {}

    record ListOf(ColumnType element) implements ColumnType {}

    record Struct(Map<String, ColumnType> fields) implements ColumnType {}

    /// Parquet's physical types, by their numbers in the format.
    enum Kind {
        BOOLEAN(0), INT64(2), DOUBLE(5), TEXT(6);

        final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    static ColumnType of(JsonNode value, String name) {
        return switch (value.getNodeType()) {
            case STRING -> new Leaf(Kind.TEXT);
            case BOOLEAN -> new Leaf(Kind.BOOLEAN);
            case NUMBER -> new Leaf(value.isIntegralNumber() && value.canConvertToLong() ? Kind.INT64 : Kind.DOUBLE);
            case NULL, MISSING -> new Unknown();
            case ARRAY -> {
                ColumnType element = new Unknown();
                for (JsonNode one : value) element = element.and(of(one, name), name);
                yield new ListOf(element);
            }
            case OBJECT -> {
                Map<String, ColumnType> fields = new LinkedHashMap<>();
                value.properties().forEach(field -> fields.put(field.getKey(), of(field.getValue(), name + "." + field.getKey())));
                yield new Struct(fields);
            }
            case BINARY, POJO -> throw new IllegalArgumentException(value + " is no JSON");
        };
    }

    /// What holds the values of both.
    /// @param name of the column, for messages
    default ColumnType and(ColumnType other, String name) {
        if (equals(other) || other instanceof Unknown) return this;
        if (this instanceof Unknown) return other;
        if (this instanceof Leaf(Kind one) && other instanceof Leaf(Kind two) && one != Kind.TEXT && two != Kind.TEXT && one != Kind.BOOLEAN && two != Kind.BOOLEAN) return new Leaf(Kind.DOUBLE);
        if (this instanceof ListOf(ColumnType one) && other instanceof ListOf(ColumnType two)) return new ListOf(one.and(two, name));
        if (!(this instanceof Struct(var fields) && other instanceof Struct(var others))) throw new UserError("the column " + name + " is " + words() + " in one row and " + other.words()
                + " in another, and a column of Parquet has one type; write JSON Lines");
        Map<String, ColumnType> all = new LinkedHashMap<>(fields);
        others.forEach((field, type) -> all.merge(field, type, (one, two) -> one.and(two, name + "." + field)));
        return new Struct(all);
    }

    private String words() {
        return switch (this) {
            case Unknown _ -> "null";
            case Leaf(Kind kind) -> switch (kind) {
                case BOOLEAN -> "true or false";
                case INT64, DOUBLE -> "a number";
                case TEXT -> "a text";
            };
            case ListOf _ -> "a list";
            case Struct _ -> "an object";
        };
    }
}
