package dev.hone.reward.environment;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// An environment as a run file names it: `environment: {name: calculator, deadline: 5}`.
public record EnvironmentSettings(
        @Help("which environment, from the catalogue") String name,
        @Help("seconds that a call of a tool may take") double deadline,
        @Help("the environment's own settings") Map<String, JsonNode> arguments) {
    public static final EnvironmentSettings DEFAULTS = new EnvironmentSettings("", 10, Map.of());

    public EnvironmentSettings {
        if (!(deadline > 0) || Double.isInfinite(deadline)) throw new UserError("deadline is " + deadline + "; expected seconds, above 0");
        arguments = Map.copyOf(arguments);
    }
}
