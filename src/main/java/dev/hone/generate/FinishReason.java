package dev.hone.generate;

import java.util.Locale;

/// Why an answer ended.
public enum FinishReason {
    /// A stop token or a stop string came.
    STOP,
    /// The limit of new tokens or the model's context was reached.
    LENGTH,
    /// Somebody cancelled it; what was there is kept.
    CANCELLED;

    /// As in output files: `stop`, `length`, `cancelled`.
    @Override public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
