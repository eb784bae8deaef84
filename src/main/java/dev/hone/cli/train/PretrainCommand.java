package dev.hone.cli.train;

import dev.hone.algorithm.sft.PretrainSettings;
import dev.hone.cli.console.SettingsOptions;
import dev.hone.cli.run.RunOptions;
import dev.hone.cli.run.TrainingSession;
import dev.hone.model.NewModelSettings;
import dev.hone.settings.Settings;
import dev.hone.train.SchedulerType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `hone pretrain`: the next token of plain texts, from a run file.
@Command(name = "pretrain", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = PretrainCommand.WithSettings.class,
        description = {"Trains a model to say the next token of plain texts: a new model, or one that goes on.",
            "The run file is flat YAML; each setting is a flag as well, which goes before the file. Ctrl-C finishes the step and saves."},
        footer = {"", "Examples:", "  hone pretrain --config config.json --tokenizer DIR --dataset-name texts.jsonl --output-dir out",
            "  hone pretrain run.yaml --max-steps 100"})
public final class PretrainCommand implements Callable<Integer> {
    public static final List<Class<? extends Record>> RECORDS =
            Stream.concat(Stream.of(NewModelSettings.class), RunOptions.records(PretrainSettings.class).stream()).toList();
    /// What a model that learns from nothing needs, in place of the defaults of fine-tuning: those of nanoGPT.
    public static final Map<String, Object> DEFAULTS = Map.of("learning_rate", 6e-4, "lr_scheduler_type", SchedulerType.COSINE,
            "warmup_ratio", 0.02, "weight_decay", 0.1, "adam_beta2", 0.95, "num_train_epochs", 1.0);

    /// Gives the command a flag for each setting.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, RECORDS, DEFAULTS);
        }
    }

    @Mixin RunOptions options;

    @Override public Integer call() {
        Settings settings = options.settings(RECORDS, DEFAULTS);
        return new TrainingSession<>(options, settings, hub -> SftJob.preTraining(settings, hub)).run();
    }
}
