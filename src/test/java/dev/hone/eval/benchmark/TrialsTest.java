package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hone.data.Json;
import dev.hone.eval.Score;
import dev.hone.eval.Verdict;
import dev.hone.eval.Verdict.Mark;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrialsTest {
    private static List<Verdict> trials(int... marks) {
        return IntStream.of(marks).mapToObj(mark -> new Verdict(Json.MAPPER.createObjectNode(), List.of(new Mark("reward", mark)))).toList();
    }

    @Test void aTaskCountsByHowLikelyAllOfSomeTrialsSucceed() {
        // of three trials two succeed: C(2, 2) / C(3, 2) = 1/3 of the pairs do, and no triple; the other task always succeeds
        List<Score> scores = Trials.passHat(List.of(trials(1, 0, 1), trials(1, 1, 1)));
        assertEquals(List.of("pass_hat_2", "pass_hat_3"), scores.stream().map(Score::metric).toList());
        assertEquals((1 / 3.0 + 1) / 2, scores.getFirst().value(), 1e-12);
        assertEquals(0.5, scores.getLast().value(), 1e-12);
    }

    @Test void aTaskWithFewerTrialsStaysOut() {
        assertEquals(1, Trials.passHat(List.of(trials(1, 1), trials(0))).getFirst().value());
    }
}
