package dev.hone.hub;

import dev.hone.hub.HubSettings.Patience;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;

/// Waits between tries: twice as long from try to try, scattered so that many clients do not come back together, and
/// as long as the server asks where it asks (Retry-After).
final class Backoff {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /// A call of the network that may be made again.
    @FunctionalInterface
    interface Try<T> {
        T call() throws IOException;
    }

    private final Patience patience;
    private final String what;
    private int failures;

    /// @param what is being tried, for the message when we give up
    Backoff(Patience patience, String what) {
        this.patience = patience;
        this.what = what;
    }

    /// Calls until it works or the patience is at its end.
    <T> T until(Try<T> call) throws HubFailure {
        while (true) {
            try {
                return call.call();
            } catch (IOException failure) {
                pause(failure);
            }
        }
    }

    /// Something new arrived: the next failure counts as the first.
    void progressed() {
        failures = 0;
    }

    /// Waits before the next try, or gives up with what went wrong last.
    void pause(IOException failure) throws HubFailure {
        if (Thread.currentThread().isInterrupted()) throw new CancellationException("interrupted");
        failures++;
        String reason = reason(failure);
        if (failures >= patience.attempts()) throw new HubFailure(
                what + " failed " + failures + (failures == 1 ? " time: " : " times in a row, the last time: ") + reason, null, failure);
        Duration wait = failure instanceof HubFailure hub && hub.wanted().isPresent() ? hub.wanted().get() : usual();
        if (wait.compareTo(patience.longestWait()) > 0) throw new HubFailure(
                what + " failed: " + reason + "; the server asks to wait " + Sizes.clock(wait) + ", longer than we do; try again then", null, failure);
        sleep(wait);
    }

    private Duration usual() {
        long doubled = patience.firstPause().toMillis() << Math.min(failures - 1, 20);
        long capped = Math.min(doubled, LONGEST_PAUSE.toMillis());
        return Duration.ofMillis(capped / 2 + ThreadLocalRandom.current().nextLong(capped / 2 + 1));
    }

    private static void sleep(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    /// The JDK leaves the message of some network failures empty.
    static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) return "the host's name is not known";
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
