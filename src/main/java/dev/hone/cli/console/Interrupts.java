package dev.hone.cli.console;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Takes Ctrl-C over while it is open. Where the system does not allow that, Ctrl-C ends the program as always.
public final class Interrupts implements AutoCloseable {
    private static final Signal CTRL_C = new Signal("INT");

    private final SignalHandler before;

    private Interrupts(SignalHandler before) {
        this.before = before;
    }

    /// @param action what Ctrl-C does, on a thread of the virtual machine
    public static Interrupts handledBy(Runnable action) {
        try {
            return new Interrupts(Signal.handle(CTRL_C, _ -> action.run()));
        } catch (IllegalArgumentException notAllowed) {
            return new Interrupts(null);
        }
    }

    @Override public void close() {
        if (before != null) Signal.handle(CTRL_C, before);
    }
}
