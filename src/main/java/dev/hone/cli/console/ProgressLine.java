package dev.hone.cli.console;

import java.io.PrintWriter;
import java.util.function.Supplier;

/// One line that is drawn over while work goes on, for a person at a terminal. Others see nothing.
public final class ProgressLine implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;

    private final PrintWriter err;
    private final Thread drawing;
    private int width;

    private ProgressLine(PrintWriter err, Supplier<String> text) {
        this.err = err;
        drawing = text == null ? null : Thread.ofVirtual().start(() -> draw(text));
    }

    /// @param text what to show now; asked several times a second, from a thread of its own
    public static ProgressLine on(PrintWriter err, boolean quiet, Supplier<String> text) {
        return new ProgressLine(err, !quiet && Terminal.isError() ? text : null);
    }

    private void draw(Supplier<String> text) {
        try {
            while (true) {
                Thread.sleep(EVERY_MILLIS);
                String line = text.get();
                err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
                err.flush();
                width = line.length();
            }
        } catch (InterruptedException done) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
        }
    }

    @Override public void close() {
        if (drawing == null) return;
        drawing.interrupt();
        try {
            drawing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
