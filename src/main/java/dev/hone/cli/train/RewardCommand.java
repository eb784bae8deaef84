package dev.hone.cli.train;

import dev.hone.algorithm.reward.RewardTrainingSettings;
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

/// `hone reward`: a reward model from a run file.
@Command(name = "reward", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = RewardCommand.WithSettings.class,
        description = {"Trains a reward model, which gives the better of two answers the higher score.",
            "The run file is flat YAML with TRL's names; each setting is a flag as well, which goes before the file. Ctrl-C finishes the step and saves."},
        footer = {"", "Example:", "  hone reward run.yaml --center-rewards-coefficient 0.01"})
public final class RewardCommand implements Callable<Integer> {
    public static final List<Class<? extends Record>> RECORDS = RunOptions.records(RewardTrainingSettings.class);
    /// As in TRL.
    public static final Map<String, Object> DEFAULTS = Map.of("learning_rate", 1e-4);

    /// Gives the command a flag for each setting.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, RECORDS, DEFAULTS);
        }
    }

    @Mixin RunOptions options;

    @Override public Integer call() {
        Settings settings = options.settings(RECORDS, DEFAULTS);
        return new TrainingSession<>(options, settings, hub -> new RewardJob(settings, hub)).run();
    }
}
