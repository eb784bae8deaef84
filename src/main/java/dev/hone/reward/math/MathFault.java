package dev.hone.reward.math;

/// A text that is no mathematics we can read, or a term that has no value.
final class MathFault extends RuntimeException {
    MathFault(String message) {
        super(message, null, false, false);
    }
}
