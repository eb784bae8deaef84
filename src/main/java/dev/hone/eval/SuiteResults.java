package dev.hone.eval;

import dev.hone.eval.ask.Usage;
import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What came of a benchmark that was put to a model.
/// @param answers in the order of the questions
/// @param more    rows of [Askable#more], empty where they are missing
/// @param usage   what everybody who said anything read and said, by their part: model, judge, second_judge, user
/// @param seconds that it took, without what was known before
public record SuiteResults(Askable suite, List<Answer> answers, List<Item> more, Map<String, Usage> usage, double seconds) {
    /// In a row that is one of several answers to a question: the question's id.
    public static final String ANSWER_TO = "answer_to";
    /// In a row without a verdict: why it has none.
    static final String FAILURE = "failure";

    /// What became of one answer.
    /// @param question the id of its question
    /// @param row      the question, the answer and the verdict's fields, as `hone grade` writes them and `hone compare` takes them; where there is no
    ///                 verdict, with `failure`
    /// @param verdict  null where there is none
    /// @param second   the second judge's; null where there is none
    public record Answer(String question, ObjectNode row, Verdict verdict, Verdict second) {}

    /// Several answers to one question are no questions of their own. Empty where there is no verdict at all.
    public List<Score> scores() {
        Map<String, List<Verdict>> byQuestion = new LinkedHashMap<>();
        for (Answer answer : answers) if (answer.verdict != null) byQuestion.computeIfAbsent(answer.question, _ -> new ArrayList<>()).add(answer.verdict);
        return byQuestion.isEmpty() ? List.of() : suite.scores(List.copyOf(byQuestion.values()), more);
    }

    /// How far the two judges agree; empty where there is one, or neither decided anything.
    public Optional<Agreement> agreement() {
        List<String> first = new ArrayList<>(), second = new ArrayList<>();
        for (Answer answer : answers) if (answer.second != null) {
            List<String> one = suite.decisions(answer.verdict), other = suite.decisions(answer.second);
            if (one.size() != other.size()) continue;
            first.addAll(one);
            second.addAll(other);
        }
        return first.isEmpty() ? Optional.empty() : Optional.of(Agreement.of(first, second));
    }

    /// Questions that were put.
    public int questions() {
        return (int) answers.stream().map(Answer::question).distinct().count();
    }

    /// Answers without a verdict.
    public int failed() {
        return (int) answers.stream().map(Answer::verdict).filter(Objects::isNull).count();
    }

    /// Why the first of them has none.
    public Optional<String> failure() {
        return answers.stream().map(Answer::row).filter(row -> row.has(FAILURE)).map(row -> row.get(FAILURE).stringValue()).findFirst();
    }

    /// @throws UserError when it cannot be written
    public void write(Path file) {
        AtomicFile.writeLines(file, out -> {
            for (Answer answer : answers) out.append(answer.row.toString()).append('\n');
        });
    }
}
