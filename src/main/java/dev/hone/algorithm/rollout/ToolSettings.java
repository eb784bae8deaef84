package dev.hone.algorithm.rollout;

import dev.hone.reward.environment.EnvironmentSettings;
import dev.hone.settings.Help;
import dev.hone.settings.UserError;

/// What a model can do while it answers.
@Help("Conversations with tools")
public record ToolSettings(
        @Help("what tools a model may call while it answers: {name, deadline, arguments}; none for answers at once") EnvironmentSettings environment,
        @Help("how often an answer may call tools and be told their results; none for as often as max_completion_length allows") Integer maxToolCallingIterations) {
    public static final ToolSettings DEFAULTS = new ToolSettings(null, null);

    public ToolSettings {
        if (maxToolCallingIterations != null && maxToolCallingIterations < 0) throw new UserError(
                "max_tool_calling_iterations is " + maxToolCallingIterations + "; expected at least 0");
    }

    /// The same as a number.
    public int rounds() {
        return maxToolCallingIterations == null ? Integer.MAX_VALUE : maxToolCallingIterations;
    }
}
