package dev.hone.eval;

import dev.hone.data.Conversation;
import java.util.List;

/// A benchmark whose items are one question and one answer each. A run over it asks a model [#ask], puts what it says into
/// the row with [#answered] and has the row judged by [#grade].
public interface SingleTurn extends Benchmark {
    /// How many solved examples stand before each question officially; 0 for none.
    default int examples() {
        return 0;
    }

    /// What the model is asked.
    /// @param question a row of the benchmark's data set
    /// @param examples rows of its examples, at most [#examples]; fewer make the prompt shorter
    Conversation ask(Item question, List<Item> examples);

    /// The row to judge.
    /// @param question a row of the benchmark's data set
    /// @param answer   what the model said
    Item answered(Item question, String answer);
}
