package dev.hone.eval;

import dev.hone.data.Conversation;
import dev.hone.eval.ask.Respondents;
import dev.hone.eval.ask.Sampling;
import java.util.List;

/// A benchmark whose items are one question and one answer each.
public interface SingleTurn extends Askable {
    /// What the model is asked.
    /// @param question a row of the benchmark's data set
    /// @param examples rows of its examples; fewer make the prompt shorter
    Conversation ask(Item question, List<Item> examples);

    /// How the answer is made.
    Sampling sampling();

    /// The row to judge.
    /// @param question a row of the benchmark's data set
    /// @param answer   what the model said
    Item answered(Item question, String answer);

    /// Shows as many examples as the model has room for.
    @Override default Item asked(Question question, Respondents who) throws InterruptedException {
        List<Item> shown = question.examples();
        while (!shown.isEmpty() && !who.model().hasRoomFor(ask(question.row(), shown), sampling())) shown = shown.subList(0, shown.size() - 1);
        return answered(question.row(), who.model().reply(ask(question.row(), shown), sampling()).text());
    }
}
