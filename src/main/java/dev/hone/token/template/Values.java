package dev.hone.token.template;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Turns Java and JSON data into template values. The order of keys and the difference between 2 and 2.0 survive.
final class Values {
    private Values() { }

    static Object of(Object value) {
        return switch (value) {
            case null -> null;
            case JsonNode node -> of(node);
            case Map<?, ?> map -> {
                var dict = new Dict();
                map.forEach((key, inner) -> dict.put(of(key), of(inner)));
                yield dict;
            }
            case Collection<?> collection -> {
                List<Object> list = new ArrayList<>(collection.size());
                for (Object element : collection) list.add(of(element));
                yield list;
            }
            case String _, Boolean _, Long _, Double _ -> value;
            case Integer _, Short _, Byte _ -> ((Number) value).longValue();
            case BigInteger number -> Numbers.normal(number);
            case Float number -> (double) number;
            case CharSequence text -> text.toString();
            default -> throw new IllegalArgumentException("a template cannot use a " + value.getClass().getName());
        };
    }

    private static Object of(JsonNode node) {
        if (node.isObject()) {
            var dict = new Dict();
            for (Map.Entry<String, JsonNode> property : node.properties()) dict.put(property.getKey(), of(property.getValue()));
            return dict;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>(node.size());
            for (JsonNode element : node) list.add(of(element));
            return list;
        }
        if (node.isString()) return node.stringValue();
        if (node.isBoolean()) return node.booleanValue();
        if (node.isIntegralNumber()) return Numbers.normal(node.bigIntegerValue());
        return node.isNumber() ? (Object) node.doubleValue() : null;
    }
}
