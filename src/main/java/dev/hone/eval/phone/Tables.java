package dev.hone.eval.phone;

import dev.hone.data.Json;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
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

    void remove(String table, ObjectNode row) {
        ArrayNode rows = rows(table);
        for (int i = 0; i < rows.size(); i++) if (rows.get(i) == row) {
            rows.remove(i);
            return;
        }
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
