package dev.hone.train;

/// A loss or a gradient is infinite or no number: an update by it would ruin the weights, so none was made.
public final class NotFinite extends RuntimeException {
    public NotFinite(String message) {
        super(message);
    }
}
