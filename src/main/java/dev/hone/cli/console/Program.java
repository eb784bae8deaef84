package dev.hone.cli.console;

/// What the program is to who calls it: its version, and how it says by its exit code how it ended.
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
}
