package dev.hone.eval.tau;

import dev.hone.eval.python.PythonJson;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.python.PythonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Data as a domain begins with them. Conversations share the rows of their tables until a tool asks for one to change, and the
/// text of a row that nobody has changed is made once: most conversations touch a few of some thousand rows. Any number of threads
/// may use it at the same time.
final class Database {
    private final ObjectNode data;
    private final Edition edition;

    /// The rows that are shared, with their text once it was needed.
    private final Map<JsonNode, String> rows = Collections.synchronizedMap(new IdentityHashMap<>());

    Database(ObjectNode data, Edition edition) {
        this.data = data;
        this.edition = edition;
        for (JsonNode table : data) if (table instanceof ObjectNode) for (JsonNode row : table) if (row instanceof ObjectNode) rows.put(row, null);
    }

    /// Data of one's own to change, by rows that [#own] gives.
    ObjectNode copy() {
        ObjectNode copy = data.objectNode();
        data.properties().forEach(table -> copy.set(table.getKey(), table.getValue() instanceof ObjectNode shared ? data.objectNode().setAll(shared) : table.getValue().deepCopy()));
        return copy;
    }

    /// A row to change; null for none.
    ObjectNode own(ObjectNode table, String id) {
        if (!(table.get(id) instanceof ObjectNode row)) return null;
        if (!rows.containsKey(row)) return row;
        ObjectNode own = row.deepCopy();
        table.set(id, own);
        return own;
    }

    /// A number that is the same for the same data: of Python's text of nested tuples in the first edition, of JSON in the
    /// second, both by key.
    String hash(ObjectNode of) {
        StringBuilder text = new StringBuilder();
        write(of, text);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(JsonNode value, StringBuilder text) {
        if (rows.containsKey(value)) text.append(rows.computeIfAbsent(value, row -> {
            StringBuilder once = new StringBuilder();
            writeFields(row, once);
            return once.toString();
        }));
        else writeFields(value, text);
    }

    private void writeFields(JsonNode value, StringBuilder text) {
        boolean tuples = edition == Edition.FIRST;
        switch (value) {
            case ObjectNode object -> {
                text.append(tuples ? '(' : '{');
                byKey(object).forEach((key, inner) -> {
                    text.append(tuples ? "(" + PythonText.repr(key) + ", " : PythonJson.text(StringNode.valueOf(key)) + ": ");
                    write(inner, text);
                    text.append(tuples ? "), " : ", ");
                });
                close(object.size(), text, tuples ? ')' : '}');
            }
            case ArrayNode array -> {
                text.append(tuples ? '(' : '[');
                for (JsonNode item : array) {
                    write(item, text);
                    text.append(", ");
                }
                close(array.size(), text, tuples ? ')' : ']');
            }
            default -> text.append(tuples ? PythonValue.of(value).repr() : PythonJson.text(value));
        }
    }

    /// Without the last comma, but for a tuple of one.
    private static void close(int size, StringBuilder text, char bracket) {
        if (size > 0) text.setLength(text.length() - (size == 1 && bracket == ')' ? 1 : 2));
        text.append(bracket);
    }

    private static Map<String, JsonNode> byKey(ObjectNode object) {
        Map<String, JsonNode> fields = new TreeMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }
}
