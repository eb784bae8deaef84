package dev.hone.cli.run;

import dev.hone.cli.console.Terminal;
import dev.hone.report.TensorBoardEvents;
import dev.hone.train.Metrics;
import dev.hone.train.TrainingRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Shows a run while it goes on: a line that is drawn over at a terminal, a line for each log line elsewhere, and TensorBoard's curves.
public final class RunShow implements TrainingRun.Watcher, AutoCloseable {
    private final PrintWriter err;
    private final boolean quiet;
    private final List<Map<String, Double>> rows = new ArrayList<>();
    private TensorBoardEvents events;
    private int steps;
    private int before;
    private volatile int step;
    private volatile double loss;
    private volatile double seconds;
    private volatile long tokens;

    RunShow(PrintWriter err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
    }

    /// @param earlier the rows of an earlier part of this run
    /// @param folder  where TensorBoard's events go, or null for nowhere
    /// @param step    steps made so far
    void begin(List<ObjectNode> earlier, Path folder, int step, int steps) {
        earlier.forEach(row -> rows.add(numbers(row)));
        if (folder != null) events = TensorBoardEvents.open(folder, rows);
        this.before = step;
        this.step = step;
        this.steps = steps;
    }

    @Override public void stepped(int step, Metrics metrics, double seconds) {
        this.step = step;
        this.loss = metrics.loss();
        this.seconds += seconds;
        this.tokens += metrics.tokens();
    }

    @Override public void logged(ObjectNode row) {
        Map<String, Double> numbers = numbers(row);
        rows.add(numbers);
        if (events != null) events.add(numbers);
        if (quiet || Terminal.isError()) return;
        err.println(line(numbers));
        err.flush();
    }

    @Override public void saved(Path checkpoint) {
        if (quiet || Terminal.isError()) return;
        err.println("saved " + checkpoint);
        err.flush();
    }

    /// `step 20 of 100  loss 1.234  lr 2e-05  532 tokens/s  about 3:20 left`
    String progress() {
        double each = seconds / Math.max(1, step - before);
        return String.format(Locale.ROOT, "step %d of %d  loss %.4f  %.0f tokens/s  about %s left", step, steps, loss,
                seconds == 0 ? 0 : tokens / seconds, clock((steps - step) * each));
    }

    private String line(Map<String, Double> row) {
        var text = new StringBuilder(String.format(Locale.ROOT, "step %.0f of %d", row.get("step"), steps));
        row.forEach((name, value) -> {
            if (!name.equals("step")) text.append("  ").append(name).append(' ').append(shown(value));
        });
        return text.toString();
    }

    private static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : String.format(Locale.ROOT, "%.4g", value);
    }

    public static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600 ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    private static Map<String, Double> numbers(ObjectNode row) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        row.properties().forEach(entry -> numbers.put(entry.getKey(), entry.getValue().doubleValue()));
        return numbers;
    }

    /// All rows of metrics.jsonl.
    List<Map<String, Double>> rows() {
        return rows;
    }

    @Override public void close() {
        if (events != null) events.close();
    }
}
