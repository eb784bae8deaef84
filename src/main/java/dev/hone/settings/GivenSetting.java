package dev.hone.settings;

import tools.jackson.databind.JsonNode;

/// A setting as the user gave it, not yet checked.
/// @param name  in snake_case
/// @param value a flag's value is a text, whatever it means
/// @param where begins messages about it: `run.yaml:4` or [#COMMAND_LINE]
public record GivenSetting(String name, JsonNode value, String where) {
    public static final String COMMAND_LINE = "command line";

    public static GivenSetting flag(String name, JsonNode value) {
        return new GivenSetting(name, value, COMMAND_LINE);
    }
}
