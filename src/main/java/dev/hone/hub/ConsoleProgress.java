package dev.hone.hub;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Shows a pull: on a terminal one line that is drawn over (bytes, rate, time left), elsewhere one line per file.
public final class ConsoleProgress implements PullProgress {
    /// How much to show.
    public enum Style { BAR, LINES, NOTES_ONLY }

    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
    private static final int CELLS = 24;

    private final PrintWriter out;
    private final Style style;
    private final LongSupplier nanos;
    private String what = "";
    private long total;
    private long here;
    private long received;
    private int files;
    private int done;
    private long started;
    private long drawn;
    private int width;

    public ConsoleProgress(PrintWriter out, Style style) {
        this(out, style, System::nanoTime);
    }

    /// @param nanos a clock, so that a test can set the time
    ConsoleProgress(PrintWriter out, Style style, LongSupplier nanos) {
        this.out = out;
        this.style = style;
        this.nanos = nanos;
    }

    /// The fitting style: a bar only where a person watches a terminal that can redraw a line.
    public static Style styleFor(HubEnvironment environment, boolean quiet) {
        if (quiet) return Style.NOTES_ONLY;
        boolean terminal = System.console() != null && System.console().isTerminal();
        boolean bar = terminal && !environment.first("TERM").orElse("").equals("dumb") && !environment.isTrue("HF_HUB_DISABLE_PROGRESS_BARS");
        return bar ? Style.BAR : Style.LINES;
    }

    @Override public synchronized void begin(String title, int count, long bytes) {
        what = title;
        files = count;
        total = bytes;
        here = received = 0;
        done = 0;
        started = nanos.getAsLong();
        // a clock may start anywhere, even below zero
        drawn = started - REDRAW_NANOS;
    }

    @Override public synchronized void present(long bytes) {
        here += bytes;
    }

    @Override public synchronized void received(long bytes) {
        received += bytes;
        draw(false);
    }

    @Override public synchronized void finished(String name, long size) {
        done++;
        if (style == Style.LINES) line(SafeName.printable(name) + "  " + Sizes.text(size));
        else draw(true);
    }

    @Override public synchronized void note(String message) {
        clear();
        line(message);
    }

    @Override public synchronized void end() {
        clear();
        if (style != Style.NOTES_ONLY && received > 0) {
            Duration took = Duration.ofNanos(nanos.getAsLong() - started);
            line(what + ": " + Sizes.text(received) + " fetched in " + Sizes.clock(took));
        }
    }

    private void draw(boolean now) {
        if (style != Style.BAR || (!now && nanos.getAsLong() - drawn < REDRAW_NANOS)) return;
        drawn = nanos.getAsLong();
        String text = bar();
        // blanks over what the line before had more
        out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
        out.flush();
        width = text.length();
    }

    /// `[#####...................]  1.2 GB of 5.1 GB  12.0 MB/s  5:25 left  3/7 files`
    private String bar() {
        long have = Math.clamp(here + received, 0, Math.max(total, 0));
        int full = total <= 0 ? 0 : (int) (have * CELLS / total);
        double seconds = (nanos.getAsLong() - started) / 1e9;
        long rate = seconds <= 0 ? 0 : (long) (received / seconds);
        String left = rate <= 0 ? "" : "  " + Sizes.clock(Duration.ofSeconds((total - have) / rate)) + " left";
        return "[" + "#".repeat(full) + ".".repeat(CELLS - full) + "]  " + Sizes.text(have) + " of " + Sizes.text(total)
                + "  " + Sizes.text(rate) + "/s" + left + "  " + done + "/" + files + " files";
    }

    private void clear() {
        if (width > 0) out.print("\r" + " ".repeat(width) + "\r");
        width = 0;
        out.flush();
    }

    private void line(String text) {
        out.println(text);
        out.flush();
    }
}
