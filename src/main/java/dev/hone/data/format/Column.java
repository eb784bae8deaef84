package dev.hone.data.format;

import dev.hone.data.BadRow;
import dev.hone.data.Row;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Values of a row's columns, checked to be of the wanted type.
final class Column {
    private Column() {}

    /// Whether the row has a value there; a null is none.
    static boolean isIn(ObjectNode fields, String name) {
        return fields.hasNonNull(name);
    }

    static JsonNode required(Row row, String name) {
        JsonNode value = row.fields().get(name);
        if (value == null) throw new BadRow(row, "has no " + name + ", as the first row has; its columns are "
                + String.join(", ", row.fields().propertyNames()));
        if (value.isNull()) throw new BadRow(row, name + " is null");
        return value;
    }

    static String text(Row row, String name) {
        JsonNode value = required(row, name);
        if (!value.isString()) throw new BadRow(row, name + " is " + kind(value) + "; expected a text");
        return value.asString();
    }

    /// @return "" where there is none
    static String optionalText(Row row, String name) {
        return isIn(row.fields(), name) ? text(row, name) : "";
    }

    /// Whether the column holds messages; otherwise it holds a text.
    static boolean isMessages(Row row, String name) {
        JsonNode value = required(row, name);
        if (!value.isArray() && !value.isString()) throw new BadRow(row, name + " is " + kind(value) + "; expected a text or a list of messages");
        return value.isArray();
    }

    /// As [#isMessages], for columns that have to agree.
    static boolean areMessages(Row row, String first, String... others) {
        boolean messages = isMessages(row, first);
        for (String other : others) if (isMessages(row, other) != messages) throw new BadRow(row, first + " is " + kind(row.fields().get(first))
                + " and " + other + " is " + kind(row.fields().get(other)) + "; both are to be texts, or both lists of messages");
        return messages;
    }

    /// True or false, also as CSV writes it.
    static boolean truth(Row row, String name) {
        JsonNode value = required(row, name);
        return switch (value.asString("").toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new BadRow(row, name + " is " + value + "; expected true or false");
        };
    }

    /// A number, also as CSV writes it.
    /// @return 0 where there is none
    static double optionalNumber(Row row, String name) {
        JsonNode value = row.fields().path(name);
        if (value.asString("").isBlank() && !value.isContainer()) return 0;
        double number = value.asDouble(Double.NaN);
        if (!Double.isFinite(number)) throw new BadRow(row, name + " is " + value + "; expected a number");
        return number;
    }

    static int[] ids(Row row, String name) {
        int[] ids = numbers(row, name);
        if (ids.length == 0) throw new BadRow(row, name + " is empty");
        for (int i = 0; i < ids.length; i++) if (ids[i] < 0) throw new BadRow(row, name + "[" + i + "] is " + ids[i] + "; a token id is 0 or more");
        return ids;
    }

    static int[] numbers(Row row, String name) {
        JsonNode value = required(row, name);
        if (!value.isArray()) throw new BadRow(row, name + " is " + kind(value) + "; expected a list of whole numbers");
        int[] numbers = new int[value.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode item = value.get(i);
            if (!item.isIntegralNumber() || !item.canConvertToInt()) throw new BadRow(row, name + "[" + i + "] is " + item + "; expected a whole number");
            numbers[i] = item.asInt();
        }
        return numbers;
    }

    /// A type as a message calls it: `a text`, `a list`.
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a text";
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "null";
            case BINARY -> "bytes";
        };
    }
}
