package dev.hone.cli.console;

import dev.hone.settings.GivenSetting;
import dev.hone.settings.SettingJson;
import dev.hone.settings.SettingSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/// Makes a flag of each setting, in TRL's spelling and in the usual one: `--learning_rate` and `--learning-rate`.
/// What a flag means is found out where run files are read; here its value is a text.
public final class SettingsOptions {
    private SettingsOptions() {}

    /// Adds the settings of these records, a headed group for each.
    public static CommandSpec add(CommandSpec command, List<Class<? extends Record>> records) {
        return add(command, records, Map.of());
    }

    /// @param otherDefaults by name, which the command has in place of the records'
    public static CommandSpec add(CommandSpec command, List<Class<? extends Record>> records, Map<String, ?> otherDefaults) {
        Set<String> seen = new HashSet<>(command.optionsMap().keySet());
        int order = 0;
        for (Class<? extends Record> record : records) {
            ArgGroupSpec.Builder group = ArgGroupSpec.builder().validate(false).multiplicity("0..1").order(order++)
                    .heading("%n" + SettingText.title(record) + "%n");
            List<OptionSpec> options = SettingSpec.of(record, otherDefaults).stream().filter(spec -> seen.add(flag(spec.name()))).map(SettingsOptions::option).toList();
            options.forEach(group::addArg);
            if (!options.isEmpty()) command.addArgGroup(group.build());
        }
        command.usageMessage().abbreviateSynopsis(true);
        return command;
    }

    /// The settings that were given as flags.
    public static List<GivenSetting> given(ParseResult parsed, List<Class<? extends Record>> records) {
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
                .description((spec.help() + SettingText.choices(spec.type()) + " (default: " + SettingText.fallback(spec.type(), spec.fallback()) + ").").strip().replace("%", "%%"))
                .paramLabel(SettingText.label(spec.type()));
        if (SettingText.isFlag(spec.type())) return option.type(Boolean.class).arity("0..1").fallbackValue("true").build();
        // One value to a use: with more, the flag would take a run file that stands behind it for one of them.
        if (SettingText.isTexts(spec.type())) return option.type(String[].class).arity("1").build();
        return option.type(String.class).arity("1").build();
    }

    private static String flag(String name) {
        return "--" + name.replace('_', '-');
    }
}
