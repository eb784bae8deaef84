package dev.hone.cli.train;

import dev.hone.algorithm.dpo.CpoSettings;
import dev.hone.algorithm.dpo.DpoSettings;
import dev.hone.algorithm.dpo.HealthSettings;
import dev.hone.algorithm.dpo.KtoSettings;
import dev.hone.algorithm.dpo.PreferenceLossType;
import dev.hone.cli.console.SettingsOptions;
import dev.hone.cli.run.RunOptions;
import dev.hone.cli.run.TrainingSession;
import dev.hone.loss.CpoLossType;
import dev.hone.loss.KtoLossType;
import dev.hone.loss.LossForm;
import dev.hone.settings.SettingSpec;
import dev.hone.settings.Settings;
import dev.hone.settings.UserError;
import dev.hone.train.TrainingSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `hone dpo`: preference learning from a run file.
@Command(name = "dpo", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = DpoCommand.WithSettings.class,
        description = {"Teaches a model which of two answers is better, or which answers are good; loss_type says how:",
            "  pairs, against a reference: sigmoid (DPO) and those like it",
            "  pairs, without a reference: simpo, orpo, cpo",
            "  good and bad answers, against a reference: kto, apo_zero_unpaired",
            "The run file is flat YAML with TRL's names; each setting is a flag as well, which goes before the file. Ctrl-C finishes the step and saves."},
        footer = {"", "Example:", "  hone dpo run.yaml --beta 0.05", "  hone dpo run.yaml --loss-type kto --dataset-name verdicts.jsonl"})
public final class DpoCommand implements Callable<Integer> {
    public static final List<Class<? extends Record>> RECORDS = RunOptions.records(DpoSettings.class, KtoSettings.class, CpoSettings.class, HealthSettings.class);
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
        requireUsed(settings, KtoSettings.class, KtoLossType.class);
        requireUsed(settings, CpoSettings.class, CpoLossType.class);
        requireOthers(settings);
        return settings.of(DpoSettings.class).takesVerdicts() ? new TrainingSession<>(options, settings, hub -> DpoJob.ofVerdicts(settings, hub)).run()
                : new TrainingSession<>(options, settings, hub -> DpoJob.ofPairs(settings, hub)).run();
    }

    /// As in TRL: alone in its micro-batch, an answer would be measured against its own gain.
    private static void requireOthers(Settings settings) {
        int rows = settings.of(TrainingSettings.class).perDeviceTrainBatchSize();
        if (rows < 2 && settings.of(DpoSettings.class).measuresDrift()) throw new UserError("per_device_train_batch_size is " + rows
                + ", and loss_type kto measures how far the policy has moved on answers of other rows of the micro-batch; expected at least 2, or loss_type apo_zero_unpaired");
    }

    /// A setting of another family would do nothing; and whoever took `cpo_alpha` from a file for CPO wants `cpo`, not DPO's `sigmoid`.
    private static void requireUsed(Settings settings, Class<? extends Record> ofFamily, Class<? extends LossForm> family) {
        PreferenceLossType type = settings.of(DpoSettings.class).lossType().getFirst();
        if (family.isInstance(type.form())) return;
        for (SettingSpec spec : SettingSpec.of(ofFamily)) if (settings.isGiven(spec.name())) throw new UserError(
                spec.name() + " is given, which loss_type " + type.named() + " does not read; those that do are " + PreferenceLossType.namesOf(family));
    }
}
