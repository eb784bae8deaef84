package dev.hone.cli;

import dev.hone.settings.GivenSetting;
import dev.hone.settings.Help;
import dev.hone.settings.SettingJson;
import dev.hone.settings.SettingSpec;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// Makes a flag of each setting, in TRL's spelling and in the usual one: `--learning_rate` and `--learning-rate`.
/// What a flag means is found out where run files are read; here its value is a text.
final class SettingsOptions {
    private SettingsOptions() {}

    /// Adds the settings of these records, a headed group for each.
    static CommandSpec add(CommandSpec command, List<Class<? extends Record>> records) {
        return add(command, records, Map.of());
    }

    /// @param otherDefaults by name, which the command has in place of the records'
    static CommandSpec add(CommandSpec command, List<Class<? extends Record>> records, Map<String, ?> otherDefaults) {
        Set<String> seen = new HashSet<>(command.optionsMap().keySet());
        int order = 0;
        for (Class<? extends Record> record : records) {
            Help heading = record.getAnnotation(Help.class);
            ArgGroupSpec.Builder group = ArgGroupSpec.builder().validate(false).multiplicity("0..1").order(order++)
                    .heading("%n" + (heading == null ? record.getSimpleName() : heading.value()) + "%n");
            List<OptionSpec> options = SettingSpec.of(record, otherDefaults).stream().filter(spec -> seen.add(flag(spec.name()))).map(SettingsOptions::option).toList();
            options.forEach(group::addArg);
            if (!options.isEmpty()) command.addArgGroup(group.build());
        }
        command.usageMessage().abbreviateSynopsis(true);
        return command;
    }

    /// The settings that were given as flags.
    static List<GivenSetting> given(ParseResult parsed, List<Class<? extends Record>> records) {
        return records.stream().flatMap(record -> SettingSpec.of(record).stream()).map(SettingSpec::name).distinct()
                .filter(name -> parsed.hasMatchedOption(flag(name)))
                .map(name -> GivenSetting.flag(name, value(parsed.matchedOption(flag(name))))).toList();
    }

    private static JsonNode value(OptionSpec option) {
        Object value = option.getValue();
        if (!(value instanceof String[] texts)) return SettingJson.of(value.toString());
        return SettingJson.of(texts.length == 1 ? texts[0] : List.of(texts));
    }

    private static OptionSpec option(SettingSpec spec) {
        String[] spellings = Stream.of(flag(spec.name()), "--" + spec.name()).distinct().toArray(String[]::new);
        OptionSpec.Builder option = OptionSpec.builder(spellings)
                .description((spec.help() + choices(spec.type()) + " (default: " + fallback(spec) + ").").strip().replace("%", "%%"))
                .paramLabel(label(spec.type()));
        if (isFlag(spec.type())) return option.type(Boolean.class).arity("0..1").fallbackValue("true").build();
        if (isList(spec.type())) return option.type(String[].class).arity("1..*").build();
        return option.type(String.class).arity("1").build();
    }

    private static boolean isFlag(Type type) {
        return type == boolean.class || type == Boolean.class;
    }

    private static boolean isList(Type type) {
        return type instanceof ParameterizedType list && list.getRawType() == List.class && list.getActualTypeArguments()[0] == String.class;
    }

    /// What a list may hold, where that is a closed set.
    private static String choices(Type type) {
        if (!(type instanceof ParameterizedType list && list.getRawType() == List.class && list.getActualTypeArguments()[0] instanceof Class<?> each && each.isEnum()))
            return "";
        return "; any of " + names(each, ", ");
    }

    private static String names(Class<?> type, String between) {
        return Stream.of(type.getEnumConstants()).map(constant -> SettingJson.of(constant).stringValue()).collect(Collectors.joining(between));
    }

    private static String label(Type type) {
        if (isFlag(type)) return "true|false";
        if (isList(type) || type == String.class) return "TEXT";
        if (type == double.class || type == Double.class) return "X";
        if (!(type instanceof Class<?> plain)) return "YAML";
        return plain.isEnum() ? names(plain, "|")
                : plain.isPrimitive() || Number.class.isAssignableFrom(plain) ? "N" : "YAML";
    }

    private static String flag(String name) {
        return "--" + name.replace('_', '-');
    }

    private static String fallback(SettingSpec spec) {
        JsonNode json = SettingJson.of(spec.fallback());
        if (json.isNull() || json.isContainer() && json.isEmpty()) return "none";
        if (isList(spec.type())) return json.valueStream().map(JsonNode::stringValue).collect(Collectors.joining(", "));
        // 2.0E-5 reads better as 2e-5, and 1.0 as 1.
        return json.isNumber() ? json.asString().replaceAll("\\.0(?=$|E)", "").replace('E', 'e') : json.asString(json.toString());
    }
}
