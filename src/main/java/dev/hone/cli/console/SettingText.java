package dev.hone.cli.console;

import dev.hone.settings.Help;
import dev.hone.settings.SettingJson;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// How help and the settings' reference write what a setting takes and what it is by default.
public final class SettingText {
    private SettingText() {}

    /// The heading over the settings of a record.
    public static String title(Class<? extends Record> record) {
        Help help = record.getAnnotation(Help.class);
        return help == null ? record.getSimpleName() : help.value();
    }

    static boolean isFlag(Type type) {
        return type == boolean.class || type == Boolean.class;
    }

    static boolean isTexts(Type type) {
        return elements(type) == String.class;
    }

    /// What a list holds; null for what is no list.
    public static Type elements(Type type) {
        return type instanceof ParameterizedType list && list.getRawType() == List.class ? list.getActualTypeArguments()[0] : null;
    }

    /// What a list may hold, where that is a closed set.
    public static String choices(Type type) {
        return elements(type) instanceof Class<?> each && each.isEnum() ? "; any of " + names(each, ", ") : "";
    }

    public static String label(Type type) {
        if (isFlag(type)) return "true|false";
        if (isTexts(type) || type == String.class) return "TEXT";
        if (type == double.class || type == Double.class) return "X";
        if (!(type instanceof Class<?> plain)) return "YAML";
        return plain.isEnum() ? names(plain, "|")
                : plain.isPrimitive() || Number.class.isAssignableFrom(plain) ? "N" : "YAML";
    }

    /// @param value of a setting of this type, as its default is
    public static String fallback(Type type, Object value) {
        JsonNode json = SettingJson.of(value);
        if (json.isNull() || json.isContainer() && json.isEmpty()) return "none";
        if (isTexts(type)) return json.valueStream().map(JsonNode::stringValue).collect(Collectors.joining(", "));
        // 2.0E-5 reads better as 2e-5, and 1.0 as 1.
        return json.isNumber() ? json.asString().replaceAll("\\.0(?=$|E)", "").replace('E', 'e') : json.asString(json.toString());
    }

    private static String names(Class<?> type, String between) {
        return Stream.of(type.getEnumConstants()).map(constant -> SettingJson.of(constant).stringValue()).collect(Collectors.joining(between));
    }
}
