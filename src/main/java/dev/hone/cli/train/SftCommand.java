package dev.hone.cli.train;

import dev.hone.algorithm.sft.SftSettings;
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

/// `hone sft`: supervised fine-tuning from a run file.
@Command(name = "sft", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = SftCommand.WithSettings.class,
        description = {"Fine-tunes a model on examples of what it should say.",
            "The run file is flat YAML with TRL's names; each setting is a flag as well, which goes before the file. Ctrl-C finishes the step and saves."},
        footer = {"", "Example:", "  hone sft run.yaml --learning-rate 1e-5"})
public final class SftCommand implements Callable<Integer> {
    public static final List<Class<? extends Record>> RECORDS = RunOptions.records(SftSettings.class);

    /// Gives the command a flag for each setting.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, RECORDS);
        }
    }

    @Mixin RunOptions options;

    @Override public Integer call() {
        Settings settings = options.settings(RECORDS, Map.of());
        return new TrainingSession<>(options, settings, hub -> SftJob.fineTuning(settings, hub)).run();
    }
}
