package dev.hone.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Turns what a user wrote into a value of a setting's type.
/// A flag's value is a text, and YAML 1.2 reads `1e-5` as one, so a text stands for whatever the type makes of it.
/// @param name  of the setting, or a place in it such as `datasets[1].weight`
/// @param value what is there
/// @param where begins messages
record ValueReader(String name, JsonNode value, String where) {
    private static final YAMLMapper YAML = new YAMLMapper();

    ValueReader(GivenSetting given) {
        this(given.name(), given.value(), given.where());
    }

    Object read(SettingSpec spec) {
        if (spec.allowsNone() && isNone()) return null;
        return value.isNull() && spec.fallback() != null ? spec.fallback() : as(spec.type());
    }

    /// Whether the user wrote that there is no value: null, or one of the words for it.
    private boolean isNone() {
        return value.isNull() || value.isString() && List.of("none", "null", "").contains(word());
    }

    private Object as(Type type) {
        return switch (type) {
            case ParameterizedType list when list.getRawType() == List.class -> list(list.getActualTypeArguments()[0]);
            case ParameterizedType map when map.getRawType() == Map.class -> map(map.getActualTypeArguments()[1]);
            case Class<?> plain when plain == JsonNode.class -> structure();
            case Class<?> plain when plain == String.class -> text();
            case Class<?> plain when plain == boolean.class || plain == Boolean.class -> flag();
            case Class<?> plain when plain == int.class || plain == Integer.class -> (int) whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case Class<?> plain when plain == long.class || plain == Long.class -> whole(Long.MIN_VALUE, Long.MAX_VALUE);
            case Class<?> plain when plain == double.class || plain == Double.class -> number();
            case Class<?> plain when plain.isEnum() -> choice(plain.getEnumConstants());
            case Class<?> plain when plain.isRecord() -> record(plain.asSubclass(Record.class));
            default -> throw new IllegalArgumentException("a setting cannot be of type " + type);
        };
    }

    private String text() {
        if (!value.isValueNode() || value.isNull()) throw wrong("a text");
        return value.asString();
    }

    /// A single value in small letters; "" for anything else.
    private String word() {
        return value.isValueNode() ? value.asString().strip().toLowerCase(Locale.ROOT) : "";
    }

    private boolean flag() {
        return switch (word()) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw wrong("true or false");
        };
    }

    private long whole(long least, long most) {
        try {
            long number = decimal("a whole number").longValueExact();
            if (number < least || number > most) throw wrong("a whole number from " + least + " to " + most);
            return number;
        } catch (ArithmeticException e) {
            throw wrong("a whole number");
        }
    }

    private double number() {
        double number = decimal("a number").doubleValue();
        if (Double.isInfinite(number)) throw wrong("a number");
        return number;
    }

    private BigDecimal decimal(String expected) {
        if (!value.isNumber() && !value.isString()) throw wrong(expected);
        try {
            return new BigDecimal(word());
        } catch (NumberFormatException e) {
            throw wrong(expected);
        }
    }

    private Object choice(Object[] constants) {
        return Stream.of(constants).filter(constant -> SettingJson.spelling((Enum<?>) constant).equals(word())).findFirst().orElseThrow(() -> wrong(
                "one of " + Stream.of(constants).map(constant -> SettingJson.spelling((Enum<?>) constant)).collect(Collectors.joining(", "))));
    }

    /// A single value is a list of one; a text may hold several, between commas.
    private List<?> list(Type element) {
        JsonNode items = element == String.class && value.isString() && !word().startsWith("[") ? split() : structure();
        List<Object> list = new ArrayList<>();
        if (items.isArray()) for (JsonNode item : items) list.add(element(element, "[" + list.size() + "]", item));
        else list.add(element(element, "[0]", items));
        return List.copyOf(list);
    }

    private ArrayNode split() {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        for (String item : value.stringValue().split(",")) if (!item.isBlank()) items.add(item.strip());
        return items;
    }

    private Map<String, ?> map(Type element) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (var entry : object().properties()) map.put(entry.getKey(), element(element, "." + entry.getKey(), entry.getValue()));
        return Collections.unmodifiableMap(map);
    }

    private Record record(Class<? extends Record> type) {
        List<SettingSpec> specs = SettingSpec.of(type);
        JsonNode object = object();
        List<String> known = specs.stream().map(SettingSpec::name).toList();
        for (String key : object.propertyNames()) if (!known.contains(key)) throw new UserError(
                where + ": " + name + " has " + key + ", which is unknown" + Nearest.hint(key, known));
        Object[] values = new Object[specs.size()];
        for (int i = 0; i < values.length; i++) {
            SettingSpec spec = specs.get(i);
            JsonNode given = object.get(spec.name());
            if (given == null && spec.mustBeGiven()) throw new UserError(where + ": " + name + " has no " + spec.name());
            values[i] = given == null ? spec.fallback() : part("." + spec.name(), given).read(spec);
        }
        try {
            return Records.make(type, values);
        } catch (UserError e) {
            throw new UserError(where + ": " + name + ": " + e.getMessage(), e);
        }
    }

    private JsonNode object() {
        JsonNode object = structure();
        if (!object.isObject()) throw wrong("names with values, such as {name: value}");
        return object;
    }

    /// The value itself, or what a text says in YAML: `--lr-scheduler-kwargs '{num_cycles: 2}'`.
    private JsonNode structure() {
        if (!value.isString()) return value;
        try {
            return YAML.readTree(value.stringValue());
        } catch (JacksonException e) {
            throw wrong("YAML or JSON; " + e.getOriginalMessage().replaceAll("\\s+", " "));
        }
    }

    /// JSON inside of a value is as it was written.
    private Object element(Type type, String place, JsonNode value) {
        return type == JsonNode.class ? value : part(place, value).as(type);
    }

    private ValueReader part(String place, JsonNode value) {
        return new ValueReader(name + place, value, where);
    }

    private UserError wrong(String expected) {
        return new UserError(where + ": " + name + " is " + value + "; expected " + expected);
    }
}
