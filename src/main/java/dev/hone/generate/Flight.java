package dev.hone.generate;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/// Work that is on its way, a limited number of pieces at a time, each taken in the order in which it was begun.
/// @param <K> what a piece is about
/// @param <V> what comes of it
public final class Flight<K, V> {
    private final int most;
    private final Queue<Pending<K, V>> pending = new ArrayDeque<>();

    private record Pending<K, V>(K about, Supplier<V> result) {}

    /// A piece that is done.
    public record Landed<K, V>(K about, V result) {}

    /// @param most pieces at a time, at least 1
    public Flight(int most) {
        this.most = most;
    }

    public boolean isFull() {
        return pending.size() >= most;
    }

    public boolean isEmpty() {
        return pending.isEmpty();
    }

    /// @param result waits for what comes of it
    public void add(K about, Supplier<V> result) {
        pending.add(new Pending<>(about, result));
    }

    /// Waits for the piece that was begun first.
    public Landed<K, V> take() {
        Pending<K, V> first = pending.remove();
        return new Landed<>(first.about, first.result.get());
    }
}
