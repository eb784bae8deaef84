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

    /// How far its scores can be trusted where the model is asked here: where prompts of judges or users are in our own words, less than verdicts on saved answers.
    default Standing standingAsked() {
        return standing();
    }

    /// Rows that come with the benchmark or stand among its files, so that none are fetched where the user names none; empty for those of [#data].
    default List<Item> ownRows() {
        return List.of();
    }

    /// Whether somebody has to play a user whom the model speaks with.
    default boolean needsUser() {
        return false;
    }

    /// Whether somebody has to judge the answers.
    default boolean needsJudge() {
        return false;
    }

    /// What the judge decided of an answer, in words that are the same for the same decision; none where it decided nothing.
    default List<String> decisions(Verdict verdict) {
        return List.of();
    }

    /// Whether the judge's log-probabilities are read, which only servers give.
    default boolean needsJudgesLogProbs() {
        return false;
    }

    /// Puts one question.
    /// @return the row to judge: the question's, and what was said
    Item asked(Question question, Respondents who) throws InterruptedException;
}
