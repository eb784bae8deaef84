package dev.hone.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Trouble with the network or the server that may pass, so that trying again makes sense.
final class HubFailure extends IOException {
    private static final long serialVersionUID = 1;

    /// How long the server asked us to wait; null where it did not.
    private final transient Duration wait;

    HubFailure(String message) {
        this(message, null, null);
    }

    HubFailure(String message, Duration wait, Throwable cause) {
        super(message, cause);
        this.wait = wait;
    }

    Optional<Duration> wanted() {
        return Optional.ofNullable(wait);
    }
}
