package dev.hone.eval;

import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Sampling;

/// A benchmark whose items are conversations that go on until they end: tools answer the model's calls, a user its words. What a
/// [Dialogue] leaves is judged by [#grade].
public interface MultiTurn extends Askable {
    /// Begins the conversation that a question asks for; the model speaks next.
    /// @param who whoever else takes part: a user may have spoken first
    Dialogue begin(Question question, Respondents who) throws InterruptedException;

    /// How each of the model's messages is made.
    Sampling sampling();

    /// A conversation that has outgrown the model is broken off and judged as it is.
    @Override default Item asked(Question question, Respondents who) throws InterruptedException {
        Dialogue dialogue = begin(question, who);
        while (!dialogue.ended() && who.model().hasRoomFor(dialogue.conversation(), sampling().atMost(1)))
            dialogue.hear(who.model().reply(dialogue.conversation(), sampling()).message());
        return dialogue.row();
    }
}
