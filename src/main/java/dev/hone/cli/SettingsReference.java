package dev.hone.cli;

import dev.hone.settings.SettingSpec;
import dev.hone.settings.SettingsReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Set<Class<? extends Record>> entries = new LinkedHashSet<>();
        for (Group group : groups()) {
            page.append("\n## ").append(SettingText.title(group.record)).append("\n\n").append(readBy(group.readers)).append("\n\n").append(table(group.record, group.readers));
            for (SettingSpec spec : SettingSpec.of(group.record)) if (SettingText.elements(spec.type()) instanceof Class<?> each && each.isRecord() && entries.add(each.asSubclass(Record.class)))
                page.append("\nAn entry of `").append(spec.name()).append("`:\n\n").append(table(each.asSubclass(Record.class), List.of()));
        }
        return page.toString();
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

    /// The record's default, and those that commands have in its place.
    private static String fallback(SettingSpec spec, List<SettingsReader> readers) {
        String own = SettingText.fallback(spec);
        Map<String, List<String>> others = new LinkedHashMap<>();
        for (SettingsReader reader : readers) if (reader.otherDefaults().containsKey(spec.name())) others.computeIfAbsent(
                SettingText.fallback(new SettingSpec(spec.name(), spec.type(), spec.help(), reader.otherDefaults().get(spec.name()))), _ -> new ArrayList<>())
                .add(reader.command().replace("hone ", ""));
        return own + others.entrySet().stream().map(other -> "; " + String.join(", ", other.getValue()) + ": " + other.getKey()).collect(Collectors.joining());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
