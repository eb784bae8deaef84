package dev.hone.eval;

import dev.hone.eval.ask.Respondents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A benchmark whose items can be put to a model.
public interface Askable extends Benchmark {
    /// Where its questions are.
    DataSource data();

    /// Where the rows are that its questions need besides: solved examples, a baseline's answers.
    default Optional<DataSource> more() {
        return Optional.empty();
    }

    /// The items of its data, by their `id` or by their place.
    /// @param more rows of [#more], empty where they are missing
    default List<Question> questions(List<Item> rows, List<Item> more) {
        boolean haveIds = rows.stream().filter(row -> !row.absent("id")).map(row -> row.plain("id")).distinct().count() == rows.size();
        List<Question> questions = new ArrayList<>();
        for (Item row : rows) questions.add(new Question(haveIds ? row.plain("id") : String.valueOf(questions.size()), row, more));
        return questions;
    }

    /// The words of a question that no model should have learned from.
    String words(Item row);

    /// How many answers to each question are judged.
    default int answers() {
        return 1;
    }

    /// Whether somebody has to judge the answers.
    default boolean needsJudge() {
        return false;
    }

    /// Whether the judge's log-probabilities are read, which only servers give.
    default boolean needsJudgesLogProbs() {
        return false;
    }

    /// Puts one question.
    /// @return the row to judge: the question's, and what was said
    Item asked(Question question, Respondents who) throws InterruptedException;
}
