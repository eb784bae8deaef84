package dev.hone.cli.curate;

import dev.hone.cli.console.Program;
import dev.hone.data.corpus.CourseFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `hone curate corpus`: what the small base model learns from, and what it can be post-trained and evaluated on.
@Command(name = "corpus", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Writes small English texts, sums and tasks of our own: texts for hone pretrain, conversations for hone sft,"
            + " pairs for hone dpo, prompts with answers for learning by reward, and held-out prompts.",
            "The same seed gives the same files."},
        footer = {"", "Example:", "  hone curate corpus --output corpus"})
final class CurateCorpusCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "The folder that the files go to; files of these names in it are replaced.")
    Path output;

    @Option(names = "--texts", paramLabel = "N", defaultValue = "64000", description = "Texts for pre-training; 0 for the other files alone (default: ${DEFAULT-VALUE}).")
    int texts;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "What everything is drawn from (default: ${DEFAULT-VALUE}).")
    long seed;

    @Override public Integer call() {
        new CourseFiles(seed, texts).write(output).forEach((name, rows) -> spec.commandLine().getOut().println(output.resolve(name) + ": " + rows + " rows"));
        spec.commandLine().getOut().flush();
        return Program.SUCCESS;
    }
}
