package dev.hone.cli.show;

import dev.hone.cli.console.SettingText;
import dev.hone.settings.SettingSpec;
import dev.hone.settings.SettingsReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// All settings of the commands that train, as a page in Markdown: a table for each settings record, first those that most commands read.
/// @param commands each with the records that it reads
record SettingsReference(List<SettingsReader> commands) {
    private static final String HEAD = """
            # The settings of run files

            Written by `hone show settings` from the settings records; the same texts are in each command's `--help`. [Run files](run-files.md) says how settings are given.
            A value is a whole number (N), a number (X), a text, one of the names between bars, or YAML: a list or nested values. "none" is `null`.
            """;

    /// @param readers the commands that read it, in their order
    private record Group(Class<? extends Record> record, List<SettingsReader> readers) {}

    String markdown() {
        var page = new StringBuilder(HEAD);
        for (Group group : groups()) page.append("\n## %s\n\n%s\n\n%s".formatted(SettingText.title(group.record), readBy(group.readers), table(group.record, group.readers)))
                .append(entries(group.record));
        return page.toString();
    }

    /// What the entries of settings that are lists of records hold.
    private static String entries(Class<? extends Record> record) {
        return SettingSpec.of(record).stream().filter(spec -> SettingText.elements(spec.type()) instanceof Class<?> each && each.isRecord())
                .map(spec -> "\nAn entry of `%s`:\n\n%s".formatted(spec.name(), table(((Class<?>) SettingText.elements(spec.type())).asSubclass(Record.class), List.of())))
                .collect(Collectors.joining());
    }

    /// The records, those that most commands read first.
    private List<Group> groups() {
        Map<Class<? extends Record>, List<SettingsReader>> readers = new LinkedHashMap<>();
        for (SettingsReader command : commands) for (Class<? extends Record> record : command.records())
            readers.computeIfAbsent(record, _ -> new ArrayList<>()).add(command);
        return readers.entrySet().stream().map(entry -> new Group(entry.getKey(), entry.getValue()))
                .sorted((a, b) -> b.readers.size() - a.readers.size()).toList();
    }

    private String readBy(List<SettingsReader> readers) {
        return readers.size() == commands.size() && readers.size() > 1 ? "All commands that train."
                : readers.stream().map(reader -> "`" + reader.command() + "`").collect(Collectors.joining(", ")) + ".";
    }

    private static String table(Class<? extends Record> record, List<SettingsReader> readers) {
        var table = new StringBuilder("| setting | value | default | meaning |\n| --- | --- | --- | --- |\n");
        for (SettingSpec spec : SettingSpec.of(record)) table.append("| `%s` | %s | %s | %s |\n".formatted(spec.name(), cell(SettingText.label(spec.type())),
                cell(fallback(spec, readers)), cell(spec.help() + SettingText.choices(spec.type()))));
        return table.toString();
    }

    /// The default; where commands have different ones, each with its commands.
    private static String fallback(SettingSpec spec, List<SettingsReader> readers) {
        Map<String, String> commands = new LinkedHashMap<>();
        for (SettingsReader reader : readers) {
            Object value = reader.otherDefaults().containsKey(spec.name()) ? reader.otherDefaults().get(spec.name()) : spec.fallback();
            commands.merge(SettingText.fallback(spec.type(), value), reader.command().replace("hone ", ""), (before, next) -> before + ", " + next);
        }
        if (commands.size() <= 1) return commands.isEmpty() ? SettingText.fallback(spec.type(), spec.fallback()) : commands.keySet().iterator().next();
        return commands.entrySet().stream().map(each -> each.getKey() + " (" + each.getValue() + ")").collect(Collectors.joining(", "));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
