package dev.hone.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The settings of a run, checked, and where each came from.
public final class Settings {
    private final Map<Class<? extends Record>, Record> records;
    private final Map<String, GivenSetting> given;
    private final Map<String, ?> otherDefaults;

    Settings(Map<Class<? extends Record>, Record> records, Map<String, GivenSetting> given, Map<String, ?> otherDefaults) {
        this.otherDefaults = otherDefaults;
        this.records = records;
        this.given = given;
    }

    public <R extends Record> R of(Class<R> type) {
        if (!records.containsKey(type)) throw new IllegalArgumentException(type + " is not among the settings that were read");
        return type.cast(records.get(type));
    }

    /// Whether the user gave it, even if as its default.
    public boolean isGiven(String name) {
        return given.containsKey(name);
    }

    /// All settings in the order of the records, each name once.
    public List<ResolvedSetting> resolved() {
        Map<String, ResolvedSetting> resolved = new LinkedHashMap<>();
        records.forEach((type, record) -> {
            Map<String, Object> values = SettingSpec.values(record);
            for (SettingSpec spec : SettingSpec.of(type, otherDefaults)) resolved.putIfAbsent(spec.name(), new ResolvedSetting(spec.name(),
                    SettingJson.of(values.get(spec.name())), SettingJson.of(spec.fallback()),
                    isGiven(spec.name()) ? given.get(spec.name()).where() : ResolvedSetting.DEFAULT));
        });
        return List.copyOf(resolved.values());
    }
}
