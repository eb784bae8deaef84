package dev.hone.reward.code;

import dev.hone.reward.sandbox.Cell;
import dev.hone.reward.sandbox.Language;
import dev.hone.reward.sandbox.Limits;
import dev.hone.reward.sandbox.Outcome;
import dev.hone.reward.sandbox.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Grades Python as LiveCodeBench's own runner does, which differs from an ordinary run: all tests share a process, standard input
/// is no file, many names need no import, and a call of `exit` is no fault. Source: LiveCodeBench, `run_test`.
/// @param seconds for each test; the benchmark's is 6
public record LiveCodeBench(Sandbox sandbox, double seconds) {
    private static final long MEMORY = 2L << 30;

    /// @param tests console tests, or calls of one function
    /// @return for each test up to the first that failed; for all, when the program ended before it had said anything or took too long
    public List<Verdict> grade(String code, List<TestCase> tests) throws IOException, InterruptedException {
        Duration all = Duration.ofMillis((long) (((seconds + 1) * tests.size() + 5) * 1000));
        try (Cell cell = sandbox.open(Driver.with(code, Language.PYTHON), Limits.DEFAULTS.withTime(all, all).withMemory(MEMORY))) {
            Outcome outcome = cell.run(Driver.question(tests, seconds));
            List<Verdict> verdicts = new ArrayList<>();
            for (JsonNode line : Driver.lines(outcome)) {
                if (verdicts.size() == tests.size()) break;
                Verdict verdict = Driver.verdict(tests.get(verdicts.size()), line);
                verdicts.add(verdict);
                if (verdict != Verdict.PASSED) return verdicts;
            }
            return verdicts.size() == tests.size() ? verdicts : Collections.nCopies(tests.size(), Verdict.UNFINISHED);
        }
    }
}
