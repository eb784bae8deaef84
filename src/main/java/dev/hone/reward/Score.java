package dev.hone.reward;

/// What became of an answer under a reward.
public sealed interface Score {
    /// A number; larger is better.
    record Judged(double value) implements Score {
        public Judged {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("a judged answer has a finite number, not " + value);
        }
    }

    /// The reward says that it cannot judge this answer.
    record Abstained() implements Score {}

    /// The reward broke down.
    /// @param reason for people
    record Failed(String reason) implements Score {}

    /// The number, or NaN where there is none.
    default double orNaN() {
        return switch (this) {
            case Judged(double value) -> value;
            case Abstained _, Failed _ -> Double.NaN;
        };
    }
}
