package dev.hone.eval;

import dev.hone.data.Conversation;

/// A benchmark whose items are conversations that go on until they end: tools answer the model's calls, a user its words. A run
/// over it drives a [Dialogue] and has the row that it leaves judged by [#grade]:
/// ```java
/// Dialogue dialogue = benchmark.begin(question, user);
/// while (!dialogue.ended()) dialogue.hear(model.answer(dialogue.conversation()));
/// Verdict verdict = benchmark.grade(dialogue.row());
/// ```
public interface MultiTurn extends Benchmark {
    /// Begins the conversation that a row of the data set asks for.
    /// @param user who speaks with the model; benchmarks whose user's words stand in the data set do not ask it
    Dialogue begin(Item question, User user);

    /// Somebody who speaks with the model: another model, or in tests a script.
    interface User {
        /// The user's next words.
        /// @param seen the conversation as the user sees it: its instructions are the system's message, its own words the
        ///             assistant's and the model's words the user's
        String answer(Conversation seen);
    }
}
