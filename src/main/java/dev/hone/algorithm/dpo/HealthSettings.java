package dev.hone.algorithm.dpo;

import dev.hone.settings.Help;
import dev.hone.settings.UserError;
import dev.hone.train.TrainingSettings;
import java.util.function.IntPredicate;

/// How the distance between the policy and its reference is measured.
@Help("Health")
public record HealthSettings(
        @Help("prompts of the rows that the reference answers before the first step, for kl/reference; 0 measures nothing") int healthPrompts,
        @Help("tokens of such an answer at most") int healthTokens,
        @Help("steps between two measurements of kl/reference, or below 1 a share of all steps; the last step has one too") double healthSteps) {

    public static final HealthSettings DEFAULTS = new HealthSettings(8, 32, 0.05);

    public HealthSettings {
        if (healthPrompts < 0) throw new UserError("health_prompts is " + healthPrompts + "; expected at least 0");
        if (healthTokens < 1) throw new UserError("health_tokens is " + healthTokens + "; expected at least 1");
        if (!(healthSteps > 0)) throw new UserError("health_steps is " + healthSteps + "; expected more than 0");
    }

    /// In which steps it is measured.
    /// @param steps of the run
    public IntPredicate due(int steps) {
        int every = TrainingSettings.interval(healthSteps, steps);
        return step -> step % every == 0 || step == steps;
    }
}
