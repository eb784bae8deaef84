package dev.hone.curate.pipeline;

import dev.hone.data.dataset.Dataset;
import dev.hone.data.dataset.Item;
import dev.hone.data.dataset.ItemReader;
import dev.hone.data.format.Formats;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;

/// The rows of the sources, read a little ahead on another thread.
final class Reading implements Candidates, AutoCloseable {
    private static final int AT_ONCE = 256;

    private final ItemReader items;
    private final Workshop shop;
    private final Ledger ledger;
    private final Queue<Arrival> arrived = new ArrayDeque<>();
    private Future<List<Arrival>> ahead;
    /// How often the row that came last is still to be handed over.
    private int again;
    private Candidate last;

    private sealed interface Arrival {
        /// @param times how often its data set's weight wants it, at least once
        record Good(Candidate row, int times) implements Arrival {}

        record Bad(String where, String reason) implements Arrival {}
    }

    Reading(Dataset source, Workshop shop, Ledger ledger) {
        this.items = source.read();
        this.shop = shop;
        this.ledger = ledger;
        ahead = shop.begin(this::arrivals);
    }

    private List<Arrival> arrivals() {
        List<Arrival> arrivals = new ArrayList<>();
        for (Item item; arrivals.size() < AT_ONCE && (item = items.next()) != null; ) arrivals.add(switch (item) {
            case Item.Sample(var row, var example, int times) -> new Arrival.Good(
                    new Candidate(row.where(), example, Formats.others(row, items.format(), example), Candidate.TRAIN), times);
            case Item.Dropped(String file, long number, String reason) -> new Arrival.Bad(file + ":" + number, reason);
        });
        return arrivals;
    }

    @Override public Candidate next() {
        StepAccount reading = ledger.reading();
        if (again > 0) {
            again--;
            reading.make();
            reading.leave();
            return last;
        }
        while (true) {
            if (arrived.isEmpty()) arrived.addAll(Workshop.result(ahead));
            if (arrived.isEmpty()) return null;
            Arrival arrival = arrived.remove();
            if (arrived.isEmpty()) ahead = shop.begin(this::arrivals);
            reading.enter();
            switch (arrival) {
                case Arrival.Good(Candidate row, int times) -> {
                    last = row;
                    again = times - 1;
                    reading.leave();
                    return row;
                }
                case Arrival.Bad(String where, String reason) -> ledger.drop(reading, new Decision.Drop("not to be learned from", reason), where, reason);
            }
        }
    }

    @Override public void close() {
        // What it ran into has been told by next, or nobody waits for it any more.
        while (!ahead.isDone()) Thread.onSpinWait();
        items.close();
    }
}
