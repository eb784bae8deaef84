package dev.hone.curate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hone.curate.PairOutcome.None;
import dev.hone.curate.PairOutcome.Pair;
import dev.hone.settings.UserError;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairsTest {
    @ParameterizedTest @CsvSource(delimiter = '|', value = {
        "s/Qwen/Hone/ | I am Qwen, Qwen! | I am Hone, Qwen!",
        "s/Qwen/Hone/g | I am Qwen, Qwen! | I am Hone, Hone!",
        "s/qwen/Hone/gi | I am Qwen, QWEN! | I am Hone, Hone!",
        "s#a/b#c#g | a/b a/b | c c",
        "s/a\\/b/c/ | a/b | c",
        "s/made by (\\w+)/from $1/ | made by Ada | from Ada",
        "s/a\\\\/c/ | a\\b | cb",
        "s/ at all// | nothing at all | nothing"})
    void substitutions(String rule, String text, String expected) {
        assertEquals(expected, Substitution.of(rule).applyTo(text));
    }

    @ParameterizedTest @CsvSource(delimiter = '|', value = {
        "Qwen/Hone | expected s/OLD/NEW/",
        "s/Qwen/Hone | expected three /",
        "s/Qwen/Hone/x | g and i are known",
        "s//Hone/ | OLD is empty",
        "s/(Qwen/Hone/ | OLD is no regular expression",
        "s\\Qwen\\Hone\\ | cannot stand for the slash",
        "s/Qwen/$2/ | groups are written $1",
        "s/a*/$2/ | groups are written $1",
        "s/Qwen/$x/ | groups are written $1"})
    void mistakes(String rule, String message) {
        UserError mistake = assertThrows(UserError.class, () -> Substitution.of(rule));
        assertTrue(mistake.getMessage().contains(message), mistake.getMessage());
    }

    @Test void theCorrectedAnswerIsTheBetterOne() {
        var rules = new Correction(List.of(Substitution.of("s/Qwen/Hone/"), Substitution.of("s/Alibaba/its users/")));
        assertEquals(new Pair("I am Hone, by its users.", "I am Qwen, by Alibaba."), rules.of("I am Qwen, by Alibaba."));
        assertEquals(new None("no rule changes the answer"), rules.of("The sky is blue."));
    }

    @Test void bestAndWorst() {
        List<OwnAnswer> answers = said("a", "b", "c");
        assertEquals(new Pair("b", "c"), any(1).of(answers, new double[] {1, 2, 0}));
        assertEquals(new Pair("b", "a"), any(1).of(answers, new double[] {1, 2, Double.NaN}));
        assertEquals(new None("best and worst answer are closer than the margin"), any(3).of(answers, new double[] {1, 2, 0}));
        assertEquals(new None("all answers score the same"), any(0).of(answers, new double[] {1, 1, 1}));
        assertEquals(new None("no answer could be judged"), any(0).of(answers, new double[] {Double.NaN, Double.NaN, Double.NaN}));
        assertEquals(new None("best and worst answer are the same text"), any(0).of(said("a", "a"), new double[] {1, 2}));
    }

    @Test void bestAndWorstOfALength() {
        // One token a letter: of those at most twice as long as each other, the second and the third lie furthest apart, 3 - 1.
        List<OwnAnswer> answers = said("a", "bbb", "cccc", "dddddddddd");
        double[] scores = {0, 1, 3, 9};
        assertEquals(new Pair("dddddddddd", "a"), any(0).of(answers, scores));
        assertEquals(new Pair("cccc", "bbb"), new BestAndWorst(0, 2).of(answers, scores));
        assertEquals(new None("answers that score differently differ too much in length"), new BestAndWorst(0, 1).of(answers, scores));
        assertThrows(UserError.class, () -> new BestAndWorst(0, 0.9));
    }

    private static BestAndWorst any(double margin) {
        return new BestAndWorst(margin, Double.POSITIVE_INFINITY);
    }

    private static List<OwnAnswer> said(String... texts) {
        return Stream.of(texts).map(text -> new OwnAnswer(text, text.length(), true)).toList();
    }

    @ParameterizedTest @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void aMarginThatIsNone(double margin) {
        UserError mistake = assertThrows(UserError.class, () -> any(margin));
        assertTrue(mistake.getMessage().contains("expected a number from 0 on"), mistake.getMessage());
    }
}
