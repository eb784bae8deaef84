package dev.hone.cli.rollout;

import dev.hone.algorithm.ppo.PpoSettings;
import dev.hone.algorithm.rollout.RolloutSettings;
import dev.hone.algorithm.rollout.ToolSettings;
import dev.hone.cli.console.SettingsOptions;
import dev.hone.cli.run.RunOptions;
import dev.hone.cli.run.TrainingSession;
import dev.hone.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `hone ppo`: reinforcement learning with a critic, from a run file.
@Command(name = "ppo", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = PpoCommand.WithSettings.class,
        description = {"Lets a model answer prompts and makes likelier what went better than a critic, which learns beside it, had expected.",
            "The run file is flat YAML with TRL's names; each setting is a flag as well, which goes before the file. Ctrl-C finishes the step and saves."},
        footer = {"", "Example:", "  hone ppo run.yaml --kl-coef 0.1"})
public final class PpoCommand implements Callable<Integer> {
    public static final List<Class<? extends Record>> RECORDS = RunOptions.records(RolloutSettings.class, ToolSettings.class, PpoSettings.class);
    /// As in TRL.
    public static final Map<String, Object> DEFAULTS = Map.of("learning_rate", 3e-6, "temperature", 0.7);

    /// Gives the command a flag for each setting.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, RECORDS, DEFAULTS);
        }
    }

    @Mixin RunOptions options;

    @Override public Integer call() {
        Settings settings = options.settings(RECORDS, DEFAULTS);
        return new TrainingSession<>(options, settings, hub -> PpoJob.open(settings, hub)).run();
    }
}
