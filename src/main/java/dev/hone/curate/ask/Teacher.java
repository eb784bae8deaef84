package dev.hone.curate.ask;

import dev.hone.curate.OwnAnswer;
import dev.hone.curate.pipeline.Question;
import java.util.List;
import java.util.function.Supplier;

/// Somebody who answers: a model in this process, or one on a server. What was asked before is read from disk.
public interface Teacher extends AutoCloseable {
    /// How many questions keep it busy.
    int atOnce();

    /// Asks, and returns at once.
    /// @return waits for the answers that have a text, and keeps them; to be called in the order of the questions
    Supplier<List<OwnAnswer>> ask(Question question);

    @Override void close();
}
