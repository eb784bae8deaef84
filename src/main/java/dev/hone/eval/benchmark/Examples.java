package dev.hone.eval.benchmark;

import dev.hone.eval.Item;
import dev.hone.eval.Question;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Solved examples by what they are about.
/// @param column that says it
/// @param count  of examples that stand before a question, at most
record Examples(String column, int count, Map<String, List<Item>> byValue) {
    static Examples ofSame(String column, int count, List<Item> rows) {
        return new Examples(column, count, rows.stream().collect(Collectors.groupingBy(row -> row.text(column))));
    }

    /// The questions with the first examples of their kind.
    List<Question> before(List<Question> questions) {
        return questions.stream().map(question -> new Question(question.id(), question.row(), of(question.row()))).toList();
    }

    private List<Item> of(Item row) {
        return byValue.getOrDefault(row.text(column), List.of()).stream().limit(count).toList();
    }
}
