package dev.hone.cli;

import dev.hone.algorithm.dpo.DpoSettings;
import dev.hone.algorithm.dpo.HealthSettings;
import dev.hone.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `hone dpo`: preference learning from a run file.
@Command(name = "dpo", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = DpoCommand.WithSettings.class,
        description = {"Teaches a model which of two answers is better, against a frozen reference.",
            "The run file is flat YAML with TRL's names; each setting is a flag as well, which goes before the file. Ctrl-C finishes the step and saves."},
        footer = {"", "Example:", "  hone dpo run.yaml --beta 0.05"})
final class DpoCommand implements Callable<Integer> {
    private static final List<Class<? extends Record>> RECORDS = RunOptions.records(DpoSettings.class, HealthSettings.class);
    /// As in TRL.
    private static final Map<String, Object> DEFAULTS = Map.of("learning_rate", 1e-6);

    /// Gives the command a flag for each setting.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, RECORDS, DEFAULTS);
        }
    }

    @Mixin RunOptions options;

    @Override public Integer call() {
        Settings settings = options.settings(RECORDS, DEFAULTS);
        return new TrainingSession<>(options, settings, hub -> new DpoJob(settings, hub)).run();
    }
}
