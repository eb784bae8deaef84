package dev.hone.curate.pipeline;

import dev.hone.curate.pipeline.Workshop.Looked;
import dev.hone.data.dataset.Dataset;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Sources, steps one after another, and a place for what is left. Rows are asked for from the end, so that few are in memory at a time.
public record Pipeline(Dataset source, List<Named> steps) {
    /// A step, and what the run file calls it.
    public record Named(String name, Step step) {}

    public Pipeline {
        steps = List.copyOf(steps);
    }

    /// Takes all rows through all steps.
    /// @param lines  takes what became of each row, one JSON object a line
    /// @param look   finds out what the output needs of a row; called by several threads
    /// @param output takes what is left, in order
    public <T> Ledger run(Workshop shop, Consumer<String> lines, Function<Candidate, T> look, BiConsumer<Candidate, T> output) {
        var ledger = new Ledger(lines);
        try (Reading reading = new Reading(source, shop, ledger)) {
            Candidates rows = reading;
            for (int i = 0; i < steps.size(); i++) rows = over(rows, i, shop, ledger);
            Supplier<Looked<T>> left = shop.looking(rows, look);
            for (Looked<T> next; (next = left.get()) != null; ) {
                ledger.keep(next.row());
                output.accept(next.row(), next.seen());
            }
        }
        ledger.check();
        return ledger;
    }

    private Candidates over(Candidates rows, int number, Workshop shop, Ledger ledger) {
        Named named = steps.get(number);
        StepAccount account = ledger.begin(number + 1 + " " + named.name());
        var run = new StepRun(shop, ledger, account, shop.seed() + number);
        Candidates coming = () -> {
            Candidate row = rows.next();
            if (row != null) account.enter();
            return row;
        };
        Candidates going = named.step().over(coming, run);
        return () -> {
            Candidate row = going.next();
            if (row != null) account.leave();
            return row;
        };
    }
}
