package dev.hone.curate.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The account of all rows: what was read and made is what was dropped and kept. Each dropped and each kept row is a line of a file besides.
/// One thread at a time writes it.
public final class Ledger {
    private static final String READING = "reading";

    private final Consumer<String> lines;
    private final List<StepAccount> steps = new ArrayList<>();

    /// @param lines takes what became of each row, one JSON object a line
    Ledger(Consumer<String> lines) {
        this.lines = lines;
        begin(READING);
    }

    /// What each step did, reading first.
    public List<StepAccount> steps() {
        return List.copyOf(steps);
    }

    StepAccount begin(String step) {
        StepAccount account = new StepAccount(step);
        steps.add(account);
        return account;
    }

    StepAccount reading() {
        return steps.getFirst();
    }

    /// Rows of the sources, those that could not be read among them.
    public long read() {
        return reading().in();
    }

    public long made() {
        return steps.stream().mapToLong(StepAccount::made).sum();
    }

    public long dropped() {
        return steps.stream().mapToLong(StepAccount::droppedRows).sum();
    }

    public long kept() {
        return steps.getLast().out();
    }

    void drop(StepAccount step, Decision.Drop why, String where, String text) {
        step.drop(why, where, text);
        ObjectNode line = line(where, "dropped").put("step", step.name()).put("rule", why.rule());
        lines.accept((why.detail().isEmpty() ? line : line.put("detail", why.detail())).toString());
    }

    void keep(Candidate row) {
        lines.accept(line(row.where(), "kept").put("split", row.split()).toString());
    }

    private static ObjectNode line(String where, String fate) {
        return JsonNodeFactory.instance.objectNode().put("row", where).put("fate", fate);
    }

    /// @throws IllegalStateException where a row is missing or counted twice
    void check() {
        steps.forEach(StepAccount::check);
        for (int i = 1; i < steps.size(); i++) if (steps.get(i).in() != steps.get(i - 1).out()) throw new IllegalStateException(
                steps.get(i - 1).out() + " rows left " + steps.get(i - 1).name() + " and " + steps.get(i).in() + " reached " + steps.get(i).name());
    }
}
