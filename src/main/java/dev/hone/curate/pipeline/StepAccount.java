package dev.hone.curate.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What became of the rows at one step.
public final class StepAccount {
    private static final int EXAMPLES = 3;

    /// A row to be shown.
    /// @param where  file and line of the row that was read
    /// @param detail why it was dropped, of this row; may be empty
    /// @param text   as much of it as a person wants to see
    public record Excerpt(String where, String detail, String text) {}

    private final String name;
    private final Map<String, Long> dropped = new TreeMap<>(), changed = new TreeMap<>();
    private final Map<String, List<Excerpt>> examples = new TreeMap<>();
    private long in, made, out;

    StepAccount(String name) {
        this.name = name;
    }

    /// As the run file calls the step, with its number before it.
    public String name() {
        return name;
    }

    /// Rows that reached the step.
    public long in() {
        return in;
    }

    /// Rows that it added to those.
    public long made() {
        return made;
    }

    /// Rows that left it.
    public long out() {
        return out;
    }

    /// Rows that it dropped, by rule.
    public Map<String, Long> dropped() {
        return dropped;
    }

    /// Rows that it changed, by rule.
    public Map<String, Long> changed() {
        return changed;
    }

    /// The first rows that each rule dropped.
    public Map<String, List<Excerpt>> examples() {
        return examples;
    }

    void enter() {
        in++;
    }

    void leave() {
        out++;
    }

    void make() {
        made++;
    }

    void change(String rule) {
        changed.merge(rule, 1L, Long::sum);
    }

    void drop(Decision.Drop why, String where, String text) {
        dropped.merge(why.rule(), 1L, Long::sum);
        List<Excerpt> shown = examples.computeIfAbsent(why.rule(), _ -> new ArrayList<>());
        if (shown.size() < EXAMPLES) shown.add(new Excerpt(where, why.detail(), text));
    }

    long droppedRows() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    void check() {
        if (in + made != out + droppedRows()) throw new IllegalStateException(
                name + ": " + in + " rows came, " + made + " were made, " + droppedRows() + " dropped and " + out + " went on");
    }
}
