package dev.hone.data.source;

import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values of Parquet as JSON.
final class ParquetValue {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ParquetValue() {}

    static JsonNode node(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case String text -> NODES.stringNode(text);
            case Boolean truth -> NODES.booleanNode(truth);
            case Integer whole -> NODES.numberNode(whole);
            case Long whole -> NODES.numberNode(whole);
            case Float number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case byte[] bytes -> NODES.binaryNode(bytes);
            case PqStruct struct -> struct(struct);
            case PqList list -> list(list);
            case PqMap map -> map(map);
            // dates, times, decimals: no format reads them
            default -> NODES.stringNode(value.toString());
        };
    }

    /// A field without a value is left out: Parquet gives every message the keys of all others, and only JSON can tell a
    /// key that is missing from a null.
    private static ObjectNode struct(PqStruct struct) {
        ObjectNode fields = NODES.objectNode();
        for (int i = 0; i < struct.getFieldCount(); i++)
            if (!struct.isNull(i)) fields.set(struct.getFieldName(i), node(struct.getValue(i)));
        return fields;
    }

    private static ArrayNode list(PqList list) {
        ArrayNode nodes = NODES.arrayNode(list.size());
        for (Object value : list.values()) nodes.add(node(value));
        return nodes;
    }

    private static ObjectNode map(PqMap map) {
        ObjectNode fields = NODES.objectNode();
        for (PqMap.Entry entry : map.getEntries()) fields.set(String.valueOf(entry.getKey()), node(entry.getValue()));
        return fields;
    }
}
