package dev.hone.cli.run;

import dev.hone.cli.console.CommonOptions;
import dev.hone.cli.console.SettingsOptions;
import dev.hone.data.DataSettings;
import dev.hone.model.LoraSettings;
import dev.hone.model.ModelSettings;
import dev.hone.settings.GivenSetting;
import dev.hone.settings.RunFile;
import dev.hone.settings.Settings;
import dev.hone.settings.SettingsReader;
import dev.hone.settings.UserError;
import dev.hone.tensor.Engine;
import dev.hone.train.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What every command that trains takes besides its settings: the run file, and what to do with a run that is there already.
public final class RunOptions {
    @Spec(Spec.Target.MIXEE) CommandSpec command;

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

    @Option(names = "--calm", description = "At a terminal one line of progress; no remarks.")
    boolean calm;

    /// All settings of a command that trains, in the order in which help shows them.
    /// @param own of its algorithm
    @SafeVarargs public static List<Class<? extends Record>> records(Class<? extends Record>... own) {
        return Stream.of(Stream.of(ModelSettings.class, DataSettings.class), Stream.of(own), Stream.of(TrainingSettings.class, LoraSettings.class, ReportSettings.class, SuiteSettings.class))
                .<Class<? extends Record>>flatMap(records -> records).toList();
    }

    /// The settings from the run file and the flags.
    /// @param otherDefaults by name, which the command has in place of the records'
    public Settings settings(List<Class<? extends Record>> records, Map<String, ?> otherDefaults) {
        if (resume && overwrite) throw new UserError("--resume and --overwrite are both given; give one of them");
        if (threads != null) {
            CommonOptions.useThreads(threads);
            Engine.threads(threads);
        }
        List<GivenSetting> flags = SettingsOptions.given(command.commandLine().getParseResult(), records);
        return new SettingsReader(command.qualifiedName(), records, otherDefaults).read(file == null ? RunFile.NONE : RunFile.read(file), flags);
    }

    /// The command line, to be typed again, with all that it says; a new start or a resumption comes behind it.
    String line() {
        return "hone " + command.commandLine().getParseResult().originalArgs().stream()
                .filter(argument -> !List.of("--resume", "--overwrite", "--quiet", "--calm").contains(argument))
                .map(argument -> argument.matches("[\\w./:=@%+,-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
    }

    /// Whether more is told than how far the run is.
    boolean talks() {
        return !quiet && !calm;
    }

    void remark(String text) {
        if (!talks()) return;
        command.commandLine().getErr().println(text);
        command.commandLine().getErr().flush();
    }
}
