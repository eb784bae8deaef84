package dev.hone.reward;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A reward as a run file names it: `- {name: length, weight: 0.1, arguments: {target: 200}}`.
public record RewardSettings(
        @Help("which reward, from the catalogue") String name,
        @Help("what its numbers are multiplied by in the sum of all rewards") double weight,
        @Help("seconds that judging one batch of answers may take") double deadline,
        @Help("the reward's own settings") Map<String, JsonNode> arguments) {
    public static final RewardSettings DEFAULTS = new RewardSettings("", 1.0, 60.0, Map.of());

    public RewardSettings {
        if (!Double.isFinite(weight)) throw new UserError("weight is " + weight + "; expected a number");
        if (!(deadline > 0) || Double.isInfinite(deadline)) throw new UserError("deadline is " + deadline + "; expected seconds, above 0");
        arguments = Map.copyOf(arguments);
    }
}
