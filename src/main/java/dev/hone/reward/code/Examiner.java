package dev.hone.reward.code;

import dev.hone.reward.sandbox.Cell;
import dev.hone.reward.sandbox.Language;
import dev.hone.reward.sandbox.Limits;
import dev.hone.reward.sandbox.Outcome;
import dev.hone.reward.sandbox.Program;
import dev.hone.reward.sandbox.Sandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Puts programs to tests, each in a process of its own: none sees what another left.
/// @param limits for each test
public record Examiner(Sandbox sandbox, Limits limits) {
    /// @param toTheEnd whether to go on after a test that was not passed
    /// @return for each test that was run
    public List<Verdict> examine(String code, Language language, List<TestCase> tests, boolean toTheEnd) throws IOException, InterruptedException {
        List<Verdict> verdicts = new ArrayList<>();
        try (Room room = new Room(code, language)) {
            for (TestCase test : tests) {
                verdicts.add(room.verdict(test));
                if (!toTheEnd && verdicts.getLast() != Verdict.PASSED) break;
            }
        }
        return verdicts;
    }

    /// One program with and without its driver, each opened when the first test needs it.
    private final class Room implements AutoCloseable {
        private final String code;
        private final Language language;
        private Cell alone, driven;

        Room(String code, Language language) {
            this.code = code;
            this.language = language;
        }

        Verdict verdict(TestCase test) throws IOException, InterruptedException {
            return switch (test) {
                case TestCase.Console(var input, var expected) -> {
                    if (alone == null) alone = sandbox.open(language == Language.PYTHON ? Program.python(code) : Program.java(code), limits);
                    Outcome outcome = alone.run(input);
                    yield outcome.end() == Outcome.End.TIME ? Verdict.TIME : !outcome.succeeded() ? Verdict.ERROR
                            : TextOutput.same(outcome.stdout(), expected) ? Verdict.PASSED : Verdict.WRONG;
                }
                case TestCase.Call _, TestCase.Statement _ -> {
                    if (driven == null) driven = sandbox.open(Driver.with(code, language), limits);
                    Outcome outcome = driven.run(Driver.question(List.of(test), limits.wall().toMillis() / 1000.0));
                    List<JsonNode> lines = Driver.lines(outcome);
                    yield !lines.isEmpty() ? Driver.verdict(test, lines.getFirst()) : outcome.end() == Outcome.End.TIME ? Verdict.TIME : Verdict.ERROR;
                }
            };
        }

        @Override
        public void close() {
            if (alone != null) alone.close();
            if (driven != null) driven.close();
        }
    }
}
