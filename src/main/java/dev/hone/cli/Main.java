package dev.hone.cli;

import dev.hone.cli.console.Program;
import dev.hone.cli.curate.CurateCommand;
import dev.hone.cli.eval.CompareCommand;
import dev.hone.cli.eval.EvalCommand;
import dev.hone.cli.eval.GradeCommand;
import dev.hone.cli.model.ChatCommand;
import dev.hone.cli.model.ConvertCommand;
import dev.hone.cli.model.GenerateCommand;
import dev.hone.cli.model.PullCommand;
import dev.hone.cli.model.RenderCommand;
import dev.hone.cli.model.ScoreCommand;
import dev.hone.cli.quickstart.QuickstartCommand;
import dev.hone.cli.rollout.GrpoCommand;
import dev.hone.cli.rollout.PpoCommand;
import dev.hone.cli.show.ShowCommand;
import dev.hone.cli.train.DpoCommand;
import dev.hone.cli.train.PretrainCommand;
import dev.hone.cli.train.RewardCommand;
import dev.hone.cli.train.SftCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program `hone`: finds the command; what it says in the end, [Program] knows.
@Command(name = "hone", mixinStandardHelpOptions = true, version = "hone " + Program.VERSION,
        header = "Post-trains language models on the JVM.",
        description = {"", "A model is a folder in Hugging Face layout or a hub id with an optional @revision.", ""},
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Each command explains itself: hone COMMAND --help"})
public final class Main {
    private static final List<Class<?>> COMMANDS = List.of(
            ChatCommand.class, CompareCommand.class, ConvertCommand.class, CurateCommand.class,
            DoctorCommand.class, DpoCommand.class, EvalCommand.class, GenerateCommand.class, GradeCommand.class, GrpoCommand.class,
            PpoCommand.class, PretrainCommand.class, PullCommand.class, QuickstartCommand.class, RenderCommand.class,
            RewardCommand.class, ScoreCommand.class, SftCommand.class, ShowCommand.class);

    private Main() {}

    public static void main(String[] arguments) {
        // Rows and texts are UTF-8 wherever they go: Java would follow the locale and turn what that lacks into question marks.
        PrintWriter out = utf8(System.out);
        PrintWriter err = utf8(System.err);
        int code = commandLine(asked(arguments)).setOut(out).setErr(err).execute(arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(stream, false, StandardCharsets.UTF_8);
    }

    /// The whole command line, as scripts, tests and the documentation's checks see it.
    public static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /// The command that is asked for, or all where the first word names none: a command that trains makes a flag of each of a hundred
    /// settings, which no other needs to wait for.
    private static List<Class<?>> asked(String... arguments) {
        List<Class<?>> named = COMMANDS.stream().filter(command -> arguments.length > 0 && command.getAnnotation(Command.class).name().equals(arguments[0])).toList();
        return named.isEmpty() ? COMMANDS : named;
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine line = new CommandLine(new Main());
        for (Class<?> command : commands) line.addSubcommand(new CommandLine(command));
        return Program.explained(line);
    }
}
