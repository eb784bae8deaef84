package dev.hone.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.eval.Score;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StyleControlTest {
    private static StyleControl.Battle battle(double score, double longer) {
        return new StyleControl.Battle(List.of(score), new double[] {longer, 0, 0, 0});
    }

    @Test void answersOfOneStyleAreComparedByTheirWins() {
        // three wins and a loss of equal style: 3/4, but for the small penalty
        Score score = StyleControl.winRate(List.of(battle(1, 0), battle(1, 0), battle(1, 0), battle(0, 0)));
        assertEquals(0.75, score.value(), 5e-3);
        assertTrue(score.low() <= 0.75 && 0.75 <= score.high(), score.toString());
    }

    @Test void whatLengthAloneWinsIsTakenOut() {
        // longer answers win 4 of 5, shorter ones 1 of 5, and there are twice as many longer ones: 60 % of the games, half of them at equal length
        List<StyleControl.Battle> battles = IntStream.range(0, 15).mapToObj(i -> i < 10 ? battle(i % 5 == 0 ? 0 : 1, 0.3) : battle(i % 5 == 0 ? 1 : 0, -0.3)).toList();
        assertEquals(0.6, battles.stream().mapToDouble(battle -> battle.scores().getFirst()).average().orElseThrow(), 1e-12);
        assertEquals(0.5, StyleControl.winRate(battles).value(), 5e-3);
    }

    @Test void styleIsReadOutsideOfCode() {
        // 60 characters are 15 tokens against 5; one list item in 15 + 1 is a density of 1/16, so the second last is 1/16 / (1/16 + 1) = 1/17
        String model = "- one" + " ".repeat(38) + "```\n- two\n# x\n```", baseline = "a".repeat(20);
        assertEquals(60, model.length());
        assertArrayEquals(new double[] {0.5, 0, 1 / 17.0, 0}, StyleControl.style(model, baseline), 1e-12);
    }
}
