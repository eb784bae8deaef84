package dev.hone.eval;

import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What came of a benchmark that was put to a model.
/// @param rows     one for each answer, as `hone grade` writes them and `hone compare` takes them; where there is no verdict, with `failure`
/// @param verdicts of those that have one
/// @param seconds  that it took, without what was known before
public record SuiteResults(Askable suite, List<ObjectNode> rows, List<Verdict> verdicts, double seconds) {
    /// In a row that is one of several answers to a question: the question's id.
    public static final String ANSWER_TO = "answer_to";
    /// In a row without a verdict: why it has none.
    static final String FAILURE = "failure";

    /// Several answers to one question are no questions of their own: they count by their mean marks. Empty where there is no verdict at all.
    public List<Score> scores() {
        return verdicts.isEmpty() ? List.of() : suite.scores(suite.answers() == 1 ? verdicts : byQuestion());
    }

    private List<Verdict> byQuestion() {
        Map<String, List<Verdict>> answers = new LinkedHashMap<>();
        Iterator<Verdict> next = verdicts.iterator();
        for (ObjectNode row : rows) if (!row.has(FAILURE)) answers.computeIfAbsent(row.get(ANSWER_TO).stringValue(), _ -> new ArrayList<>()).add(next.next());
        return answers.values().stream().map(Verdict::mean).toList();
    }

    /// Answers without a verdict.
    public int failed() {
        return rows.size() - verdicts.size();
    }

    /// Why the first of them has none.
    public Optional<String> failure() {
        return rows.stream().filter(row -> row.has(FAILURE)).map(row -> row.get(FAILURE).stringValue()).findFirst();
    }

    /// @throws UserError when it cannot be written
    public void write(Path file) {
        AtomicFile.writeLines(file, out -> {
            for (ObjectNode row : rows) out.append(row.toString()).append('\n');
        });
    }
}
