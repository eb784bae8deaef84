package dev.hone.cli.console;

import dev.hone.settings.UserError;
import dev.hone.tensor.DType;
import dev.hone.tensor.Device;
import dev.hone.tensor.kernel.Workers;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Flags that every command with a model takes.
public final class CommonOptions {
    @Spec(Spec.Target.MIXEE) public CommandSpec command;

    @Option(names = "--dtype", paramLabel = "TYPE", description = "How weights are kept: float32 or bfloat16 (default: as in the files).")
    public String dtype;

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "Where to compute (default: ${DEFAULT-VALUE}).")
    String device;

    @Option(names = "--threads", paramLabel = "N", description = "Processor threads (default: every core).")
    Integer threads;

    @Option(names = "--quiet", description = "No progress and no remarks.")
    public boolean quiet;

    /// Checks the flags and sets the threads; to be called before any work.
    public void apply() {
        if (threads != null) useThreads(threads);
        if (!Device.of(device).isCpu()) throw new UserError("--device is \"" + device + "\"; generating and scoring run on the cpu");
        dtype();
    }

    /// How many threads compute from now on.
    public static void useThreads(int threads) {
        if (threads < 1 || threads > 1024) throw new UserError("--threads is " + threads + "; from 1 to 1024");
        Workers.threads(threads);
    }

    /// The type that weights are to be kept in; empty for the one they are stored in.
    public Optional<DType> dtype() {
        return Optional.ofNullable(dtype).map(name -> switch (name) {
            case "float32" -> DType.FLOAT32;
            case "bfloat16" -> DType.BFLOAT16;
            default -> throw new UserError("--dtype is \"" + name + "\"; float32 or bfloat16");
        });
    }

    public void remark(String text) {
        if (quiet) return;
        command.commandLine().getErr().println(text);
        command.commandLine().getErr().flush();
    }
}
