package dev.hone.cli;

import dev.hone.algorithm.sft.SftSettings;
import dev.hone.data.DataSettings;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.settings.GivenSetting;
import dev.hone.settings.RunFile;
import dev.hone.settings.Settings;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import dev.hone.tensor.Engine;
import dev.hone.tensor.kernel.Workers;
import dev.hone.train.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `hone sft`: supervised fine-tuning from a run file.
@Command(name = "sft", mixinStandardHelpOptions = true, sortOptions = false, modelTransformer = SftCommand.WithSettings.class,
        description = {"Fine-tunes a model on examples of what it should say.",
            "The run file is flat YAML with TRL's names; each setting is a flag as well, which goes before the file. Ctrl-C finishes the step and saves."},
        footer = {"", "Example:", "  hone sft run.yaml --learning-rate 1e-5"})
final class SftCommand implements Callable<Integer> {
    static final List<Class<? extends Record>> RECORDS = List.of(ModelSettings.class, DataSettings.class, SftSettings.class,
            TrainingSettings.class, LoraSettings.class, ReportSettings.class);

    /// Gives the command a flag for each setting.
    static final class WithSettings implements IModelTransformer {
        @Override public CommandSpec transform(CommandSpec command) {
            return SettingsOptions.add(command, RECORDS);
        }
    }

    @Spec CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RUN.yaml", description = "The run file; without one, all settings are flags.")
    Path file;

    @Option(names = "--resume", description = "Go on from the newest checkpoint in output_dir.")
    boolean resume;

    @Option(names = "--overwrite", description = "Replace the run that is in output_dir.")
    boolean overwrite;

    @Option(names = "--force", description = "Start although the check before the start refuses.")
    boolean force;

    @Option(names = "--threads", paramLabel = "N", description = "Processor threads (default: every core).")
    Integer threads;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    boolean json;

    @Option(names = "--quiet", description = "No progress and no remarks.")
    boolean quiet;

    @Override public Integer call() {
        if (resume && overwrite) throw new UserError("--resume and --overwrite are both given; give one of them");
        if (threads != null) {
            if (threads < 1 || threads > 1024) throw new UserError("--threads is " + threads + "; from 1 to 1024");
            Workers.threads(threads);
            Engine.threads(threads);
        }
        List<GivenSetting> flags = SettingsOptions.given(spec.commandLine().getParseResult(), RECORDS);
        Settings settings = new SettingsReader(spec.qualifiedName(), RECORDS).read(file == null ? RunFile.NONE : RunFile.read(file), flags);
        return new SftSession(this, settings).run();
    }

    /// The command line, to be typed again; a new start or a resumption comes behind it.
    String line() {
        return "hone " + spec.commandLine().getParseResult().originalArgs().stream()
                .filter(argument -> !argument.equals("--resume") && !argument.equals("--overwrite"))
                .map(argument -> argument.matches("[\\w./:=@%+,-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
    }

    void remark(String text) {
        if (quiet) return;
        spec.commandLine().getErr().println(text);
        spec.commandLine().getErr().flush();
    }
}
