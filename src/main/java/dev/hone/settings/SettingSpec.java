package dev.hone.settings;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A setting that a record declares by one of its components.
/// @param name     in snake_case, as in run files: the component `adamBeta1` is `adam_beta1`
/// @param type     the component's type
/// @param help     its [Help], or ""
/// @param fallback the value when none is given: that of the record's constant `DEFAULTS`, or null where it has none
public record SettingSpec(String name, Type type, String help, Object fallback) {
    /// The settings of a record type, in order.
    public static List<SettingSpec> of(Class<? extends Record> record) {
        return of(record, Map.of());
    }

    /// @param otherDefaults by name, which a command has in place of the record's
    public static List<SettingSpec> of(Class<? extends Record> record, Map<String, ?> otherDefaults) {
        Record defaults = Records.defaults(record);
        List<SettingSpec> specs = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            Help help = component.getAnnotation(Help.class);
            String name = snakeCase(component.getName());
            Object fallback = otherDefaults.containsKey(name) ? otherDefaults.get(name) : defaults == null ? null : Records.value(component, defaults);
            specs.add(new SettingSpec(name, component.getGenericType(), help == null ? "" : help.value(), fallback));
        }
        return specs;
    }

    /// The values of a record under their names.
    static Map<String, Object> values(Record record) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents())
            values.put(snakeCase(component.getName()), Records.value(component, record));
        return values;
    }

    /// Whether null means "none". Elsewhere it means the default.
    boolean allowsNone() {
        return fallback == null && !mustBeGiven()
                || type == Integer.class || type == Long.class || type == Double.class || type == Boolean.class;
    }

    boolean mustBeGiven() {
        return fallback == null && type instanceof Class<?> plain && plain.isPrimitive();
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
