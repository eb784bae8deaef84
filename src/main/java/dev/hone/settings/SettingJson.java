package dev.hone.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A setting's value as a run file would have it.
public final class SettingJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SettingJson() {}

    public static JsonNode of(Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case JsonNode node -> node;
            case Boolean flag -> JSON.booleanNode(flag);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            case Enum<?> constant -> JSON.stringNode(spelling(constant));
            case List<?> list -> array(list);
            case Map<?, ?> map -> object(map);
            case Record record -> object(record);
            default -> JSON.stringNode(value.toString());
        };
    }

    /// A choice is written in lower case; `toString` of a constant may say what is no Java name, such as `1-sqrt`.
    static String spelling(Enum<?> constant) {
        return constant.toString().toLowerCase(Locale.ROOT);
    }

    private static ArrayNode array(List<?> list) {
        ArrayNode array = JSON.arrayNode();
        list.forEach(element -> array.add(of(element)));
        return array;
    }

    private static ObjectNode object(Map<?, ?> map) {
        ObjectNode object = JSON.objectNode();
        map.forEach((key, value) -> object.set(key.toString(), of(value)));
        return object;
    }

    private static ObjectNode object(Record record) {
        ObjectNode object = JSON.objectNode();
        SettingSpec.values(record).forEach((name, value) -> object.set(name, of(value)));
        return object;
    }
}
