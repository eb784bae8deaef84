package dev.hone.reward.sandbox;

import java.util.regex.Pattern;

/// How a run ended, and what it left.
/// @param code             the exit code, or the signal's number
/// @param stdout           at most as long as the limit
/// @param stderr           likewise
/// @param seconds          from start to end
/// @param processorSeconds over all threads
public record Outcome(End end, int code, String stdout, String stderr, double seconds, double processorSeconds) {
    private static final Pattern OUT_OF_MEMORY = Pattern.compile("(?m)^MemoryError|java\\.lang\\.OutOfMemoryError|insufficient memory");

    /// Who ended it.
    public enum End {
        /// The program itself, with an exit code.
        EXIT,
        /// A signal, of its own or the kernel's: it crashed.
        SIGNAL,
        /// We: it had no more time.
        TIME,
        /// We: it wrote too much.
        OUTPUT,
        /// The program: it asked for more memory than it may have. Known from its own message.
        MEMORY
    }

    static Outcome of(End end, int code, String stdout, String stderr, double seconds, double processorSeconds) {
        boolean failed = end == End.SIGNAL || end == End.EXIT && code != 0;
        return new Outcome(failed && OUT_OF_MEMORY.matcher(stderr).find() ? End.MEMORY : end, code, stdout, stderr, seconds, processorSeconds);
    }

    public boolean succeeded() {
        return end == End.EXIT && code == 0;
    }
}
