package dev.hone.settings;

import tools.jackson.databind.JsonNode;

/// What became of a setting, for `run.json` and the report.
/// @param fallback its default
/// @param source   where the value came from: [#DEFAULT], `run.yaml:4` or [GivenSetting#COMMAND_LINE]
public record ResolvedSetting(String name, JsonNode value, JsonNode fallback, String source) {
    public static final String DEFAULT = "default";
}
