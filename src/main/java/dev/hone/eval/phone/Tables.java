package dev.hone.eval.phone;

import dev.hone.data.Json;
import dev.hone.eval.tool.Toolbox.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// A phone's tables by name, each a list of rows.
/// @param json changes with the phone
record Tables(ObjectNode json) {
    static final String SETTING = "SETTING", CONTACT = "CONTACT", MESSAGING = "MESSAGING", REMINDER = "REMINDER";
    static final List<String> NAMES = List.of(SETTING, CONTACT, MESSAGING, REMINDER);

    ArrayNode rows(String table) {
        return json.withArray("/" + table);
    }

    /// The settings are a single row.
    ObjectNode settings() {
        ArrayNode rows = rows(SETTING);
        return rows.isEmpty() ? rows.addObject() : (ObjectNode) rows.get(0);
    }

    /// A new row, which is called `contact_4` for instance.
    ObjectNode add(String table, String key) {
        ArrayNode rows = rows(table);
        int number = rows.size();
        String id;
        do id = key.replaceAll("_id$", "_") + number++; while (find(table, key, id) != null);
        return rows.addObject().put(key, id);
    }

    /// The first row with this value; null for none.
    ObjectNode find(String table, String column, String value) {
        for (JsonNode row : rows(table)) if (row.path(column).asString("").equals(value)) return (ObjectNode) row;
        return null;
    }

    /// The row with this id.
    /// @throws Refusal when there is none
    ObjectNode row(String table, String key, String id) {
        ObjectNode row = find(table, key, id);
        if (row != null) return row;
        throw new Refusal("there is no " + table.toLowerCase(Locale.ROOT) + " with the " + key + " " + id);
    }

    /// @throws Refusal when there is no row with this id
    JsonNode remove(String table, String key, String id) {
        ObjectNode gone = row(table, key, id);
        List<JsonNode> left = rows(table).valueStream().filter(row -> row != gone).toList();
        json.putArray(table).addAll(left);
        return NullNode.getInstance();
    }

    ArrayNode where(String table, Predicate<JsonNode> wanted) {
        ArrayNode found = Json.MAPPER.createArrayNode();
        for (JsonNode row : rows(table)) if (wanted.test(row)) found.add(row.deepCopy());
        return found;
    }

    /// Whether a text has another in it, whatever the case.
    static boolean contains(JsonNode text, String part) {
        return text.asString("").toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
