package dev.hone.cli.rollout;

import dev.hone.algorithm.grpo.GrpoSettings;
import dev.hone.algorithm.rollout.RolloutSettings;
import dev.hone.algorithm.rollout.ServerSettings;
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

/// `hone grpo`: reinforcement learning from a run file.
@Command(name = "grpo", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = GrpoCommand.WithSettings.class,
        description = {"Lets a model answer prompts and makes what rewards call better likelier.",
            "The run file is flat YAML with TRL's names; each setting is a flag as well, which goes before the file. Ctrl-C finishes the step and saves."},
        footer = {"", "Example:", "  hone grpo run.yaml --num-generations 16"})
public final class GrpoCommand implements Callable<Integer> {
    public static final List<Class<? extends Record>> RECORDS = RunOptions.records(RolloutSettings.class, ToolSettings.class, ServerSettings.class, GrpoSettings.class);
    /// As in TRL.
    public static final Map<String, Object> DEFAULTS = Map.of("learning_rate", 1e-6);

    /// Gives the command a flag for each setting.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, RECORDS, DEFAULTS);
        }
    }

    @Mixin RunOptions options;

    @Override public Integer call() {
        Settings settings = options.settings(RECORDS, DEFAULTS);
        return new TrainingSession<>(options, settings, hub -> GrpoJob.open(settings, hub)).run();
    }
}
