package dev.hone.reward.judge;

import java.util.concurrent.TimeUnit;

/// Lets callers through one by one, so many a minute, evenly spaced.
final class Pace {
    private final long interval;
    private long next = System.nanoTime();

    /// @param perMinute 0 for as many as come
    Pace(double perMinute) {
        interval = perMinute == 0 ? 0 : (long) (60e9 / perMinute);
    }

    void await() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(turn() - System.nanoTime());
    }

    private synchronized long turn() {
        long turn = Math.max(next, System.nanoTime());
        next = turn + interval;
        return turn;
    }
}
