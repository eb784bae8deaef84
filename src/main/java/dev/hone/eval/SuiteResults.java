package dev.hone.eval;

import dev.hone.hub.AtomicFile;
import dev.hone.settings.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What came of a benchmark that was put to a model.
/// @param rows     one for each answer, as `hone grade` writes them and `hone compare` takes them; where there is no verdict, with `failure`
/// @param verdicts of those that have one
/// @param seconds  that it took, without what was known before
public record SuiteResults(Askable suite, List<ObjectNode> rows, List<Verdict> verdicts, double seconds) {
    /// Empty where there is no verdict at all.
    public List<Score> scores() {
        return verdicts.isEmpty() ? List.of() : suite.scores(verdicts);
    }

    /// Answers without a verdict.
    public int failed() {
        return rows.size() - verdicts.size();
    }

    /// Why the first of them has none.
    public Optional<String> failure() {
        return rows.stream().filter(row -> row.has("failure")).map(row -> row.get("failure").stringValue()).findFirst();
    }

    /// @throws UserError when it cannot be written
    public void write(Path file) {
        AtomicFile.writeLines(file, out -> {
            for (ObjectNode row : rows) out.append(row.toString()).append('\n');
        });
    }
}
