package dev.hone.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last so many of what was seen.
/// @param <T> one of them
public final class Recent<T> {
    private final int most;
    private final Deque<T> seen = new ArrayDeque<>();

    public Recent(int most) {
        this.most = most;
    }

    public void add(T one) {
        seen.add(one);
        if (seen.size() > most) seen.removeFirst();
    }

    public boolean isFull() {
        return seen.size() == most;
    }

    /// The oldest first.
    public List<T> all() {
        return List.copyOf(seen);
    }

    /// Goes on from what [#all] gave.
    public void recall(List<T> earlier) {
        seen.clear();
        earlier.forEach(this::add);
    }
}
