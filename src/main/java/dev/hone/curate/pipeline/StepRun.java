package dev.hone.curate.pipeline;

import dev.hone.curate.pipeline.Decision.Change;
import dev.hone.curate.pipeline.Decision.Drop;
import dev.hone.curate.pipeline.Decision.Keep;
import dev.hone.curate.pipeline.Workshop.Looked;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// A step at work: the run's means, and the step's account.
public final class StepRun {
    private final Workshop shop;
    private final Ledger ledger;
    private final StepAccount account;
    private final long seed;

    StepRun(Workshop shop, Ledger ledger, StepAccount account, long seed) {
        this.shop = shop;
        this.ledger = ledger;
        this.account = account;
        this.seed = seed;
    }

    public Workshop shop() {
        return shop;
    }

    /// What the step draws its random numbers from: another number at each step of a run.
    public long seed() {
        return seed;
    }

    /// Looks at rows on all threads, and decides on them one after another.
    /// @param look   finds out what is slow to find out; called by several threads
    /// @param decide says what becomes of a row; called in the order of the rows
    public <T> Candidates decided(Candidates rows, Function<Candidate, T> look, BiFunction<Candidate, T, Decision> decide) {
        Supplier<Looked<T>> looked = shop.looking(rows, look);
        return () -> {
            for (Looked<T> next; (next = looked.get()) != null; ) {
                Candidate row = settled(next.row(), decide.apply(next.row(), next.seen()));
                if (row != null) return row;
            }
            return null;
        };
    }

    /// Lays all rows aside until the last has been seen.
    /// @param look finds out what is slow to find out; called by several threads
    /// @param see  is told; called in the order of the rows
    public <T> Spool laidAside(Candidates rows, Function<Candidate, T> look, BiConsumer<Candidate, T> see) {
        Spool spool = Spool.in(shop.scratchFile());
        Supplier<Looked<T>> looked = shop.looking(rows, look);
        for (Looked<T> next; (next = looked.get()) != null; ) {
            spool.add(next.row());
            see.accept(next.row(), next.seen());
        }
        return spool;
    }

    /// Writes down what becomes of a row.
    /// @return the row that goes on, or null
    public Candidate settled(Candidate row, Decision decision) {
        return switch (decision) {
            case Keep _ -> row;
            case Change(Candidate changed, String rule) -> {
                account.change(rule);
                yield changed;
            }
            case Drop drop -> {
                ledger.drop(account, drop, row.where(), Excerpts.of(drop.shown() == null ? row : drop.shown()));
                yield null;
            }
        };
    }

    /// Writes down that a row is new, beside those that came.
    public Candidate made(Candidate row) {
        account.make();
        return row;
    }
}
