package dev.hone.cli.console;

import dev.hone.settings.UserError;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// What the program is to who calls it: its version, what it says when something went wrong, and how it says by its exit code how it ended:
/// 0 for success, 2 for a user's mistake (one message, no stack trace), 1 for anything else.
public final class Program {
    public static final String VERSION = "0.1.0";

    public static final int SUCCESS = 0;
    public static final int FAULT = 1;
    public static final int USER_MISTAKE = 2;
    /// A comparison found something that got worse.
    public static final int WORSE = 3;
    /// Stopped by Ctrl-C, as shells say it.
    public static final int INTERRUPTED = 130;

    private Program() {}

    /// The same command line, which explains what goes wrong in it and in its commands.
    public static CommandLine explained(CommandLine line) {
        return line.setParameterExceptionHandler(Program::explainUsage)
                .setExecutionExceptionHandler(Program::explainFault)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false);
    }

    private static int explainUsage(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("hone: " + mistake.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err);
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return USER_MISTAKE;
    }

    private static int explainFault(Exception fault, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (fault instanceof UserError mistake) {
            err.println("hone: " + mistake.getMessage());
            err.flush();
            return USER_MISTAKE;
        }
        err.println("hone: this is a fault of the program, not of your input:");
        fault.printStackTrace(err);
        err.flush();
        return FAULT;
    }
}
