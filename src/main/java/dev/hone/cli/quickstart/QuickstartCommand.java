package dev.hone.cli.quickstart;

import dev.hone.cli.console.CommonOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `hone quickstart`: a base model becomes an assistant, on this machine, in minutes.
@Command(name = "quickstart", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Takes the small base model that comes with Hone through fine-tuning (sft), preference learning (dpo) and learning by reward (grpo),"
            + " examines it before and after each stage with prompts that it has never seen, and tells the story on one page.",
            "Needs no network and no GPU. Ctrl-C finishes the step and saves; the same command goes on."},
        footer = {"", "Examples:", "  hone quickstart", "  hone quickstart --keep", "  hone quickstart --output runs/mine --stage sft"})
public final class QuickstartCommand implements Callable<Integer> {
    @Spec CommandSpec command;

    @Option(names = "--output", paramLabel = "DIR", defaultValue = "runs/quickstart",
            description = "The folder of the quickstart: a new one, or one to go on with (default: ${DEFAULT-VALUE}).")
    Path output;

    @Option(names = "--stage", paramLabel = "NAME", description = "Only this stage: sft, dpo or grpo; the one before must be there (default: all of them).")
    String stage;

    @Option(names = "--keep", description = "Keep the run files, to be changed and run again, with data and all that the stages wrote;"
            + " without it the page, the answers and the last model stay.")
    boolean keep;

    @Option(names = "--overwrite", description = "Begin anew in a folder where a quickstart is; with --stage, from that stage on.")
    boolean overwrite;

    @Option(names = "--short", description = "Few steps and few prompts: shows that everything works, not how well.")
    boolean shortened;

    @Option(names = "--threads", paramLabel = "N", description = "Processor threads (default: every core).")
    Integer threads;

    @Option(names = "--json", description = "Print the scores as one JSON object.")
    boolean json;

    @Option(names = "--quiet", description = "No progress and no remarks.")
    boolean quiet;

    @Override public Integer call() {
        if (threads != null) CommonOptions.useThreads(threads);
        QuickstartStage only = stage == null ? null : QuickstartStage.named(stage);
        try (QuickstartFolder folder = QuickstartFolder.take(output, shortened, overwrite && only == null)) {
            return new Quickstart(this, folder).run(only);
        }
    }
}
