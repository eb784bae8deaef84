package dev.hone.algorithm.rollout;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Says what comes next in texts. Between [#begin] and [#end] it does so as the model was at the beginning; texts may come from many threads, and
/// are gone on with together.
public interface Speaker {
    /// Takes the weights as they are now.
    void begin();

    /// Goes on with a text.
    /// @return a turn for each that is asked for
    List<CompletableFuture<Turn>> say(Line line);

    /// Gives memory back until the next beginning.
    void end();

    /// A text to go on with.
    /// @param each   turns, each of which goes on with it by itself
    /// @param most   tokens of a turn
    /// @param number of the request: with it and the variant chance comes again
    /// @param variant tells lines of one number apart; 0 for the first
    record Line(int[] ids, int each, int most, long number, long variant) {}
}
