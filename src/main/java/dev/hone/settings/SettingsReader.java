package dev.hone.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lays what the user gave over the defaults of a command's settings records.
/// @param command for messages: `hone sft`
/// @param records       each with a constant `DEFAULTS`; together they are all the settings that the command knows
/// @param otherDefaults by name, which the command has in place of the records'
public record SettingsReader(String command, List<Class<? extends Record>> records, Map<String, ?> otherDefaults) {
    public SettingsReader {
        records = List.copyOf(records);
        otherDefaults = Map.copyOf(otherDefaults);
    }

    public SettingsReader(String command, List<Class<? extends Record>> records) {
        this(command, records, Map.of());
    }

    /// @param flags go before the run file
    public Settings read(RunFile file, List<GivenSetting> flags) {
        Map<String, GivenSetting> given = new LinkedHashMap<>();
        file.given().forEach(setting -> given.put(setting.name(), setting));
        flags.forEach(setting -> given.put(setting.name(), setting));
        refuseUnknown(given);
        Map<Class<? extends Record>, Record> values = new LinkedHashMap<>();
        for (Class<? extends Record> type : records) values.put(type, read(type, given));
        return new Settings(values, given, otherDefaults);
    }

    private void refuseUnknown(Map<String, GivenSetting> given) {
        Set<String> known = new LinkedHashSet<>();
        for (Class<? extends Record> type : records) SettingSpec.of(type).forEach(spec -> known.add(spec.name()));
        for (GivenSetting setting : given.values()) if (!known.contains(setting.name())) throw new UserError(
                setting.where() + ": " + setting.name() + " is no setting of " + command + Nearest.hint(setting.name(), known));
    }

    private <R extends Record> R read(Class<R> type, Map<String, GivenSetting> given) {
        List<Object> values = new ArrayList<>();
        for (SettingSpec spec : SettingSpec.of(type, otherDefaults)) {
            GivenSetting setting = given.get(spec.name());
            values.add(setting == null ? spec.fallback() : new ValueReader(setting).read(spec));
        }
        try {
            return Records.make(type, values.toArray());
        } catch (UserError e) {
            throw located(e, given);
        }
    }

    /// A record's own check knows the setting but not where it was given.
    private static UserError located(UserError mistake, Map<String, GivenSetting> given) {
        GivenSetting culprit = given.get(mistake.getMessage().split(" ", 2)[0]);
        return culprit == null ? mistake : new UserError(culprit.where() + ": " + mistake.getMessage(), mistake);
    }
}
