package dev.hone.generate;

/// Hears of a request's answers while they are made. Calls come from the generator's thread, between two steps of all answers,
/// so a listener hands slow work on. One that throws ends its own request with that exception, and no other.
public interface Listener {
    Listener NONE = new Listener() {};

    /// @param sample which of the request's answers, from 0
    default void token(int sample, int id, float tokenLogProb, float sampledLogProb) {}

    /// The next piece of text, never empty, never half a character or a part of a stop string. All pieces together are [Completion#text].
    default void text(int sample, String piece) {}

    /// Comes last for each answer that ends well or is cancelled.
    default void finished(int sample, Completion completion) {}
}
