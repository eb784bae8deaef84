package dev.hone.reward.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MathVerifierTest {
    private final MathVerifier verifier = new MathVerifier(Duration.ofSeconds(2));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Let x = 3. Final answer: 7, not 8       | 7",
            "The answer is 6... no, the answer is 7. | 7",
            "$\\boxed{6}$, better: $\\boxed{7}$      | 7",
            "\\boxed{1} and \\boxed{2}               | 1,2",
            "We find $x=3$ and then $y=4$.           | y=4",
            "costs $1,234.50 in all                  | 1234.50",
            "so \\[ \\frac12 \\] follows             | \\frac12",
    })
    void theFinalAnswerIsFound(String text, String found) {
        assertEquals(found, verifier.verify("$1$", text).answerExtracted());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "$\\sqrt{3+2\\sqrt2}$ | $1+\\sqrt2$", "$\\frac{x^2-1}{x+1}$ | $x-1$", "$2\\sin x\\cos x$ | $\\sin 2x$", "$e^2$ | $\\frac{e^3}{e}$",
            "$\\{1,2\\}$ | $x=1$ or $x=2$", "$1\\pm\\sqrt2$ | $\\{1-\\sqrt2,1+\\sqrt2\\}$", "$(-\\infty,1)\\cup(1,\\infty)$ | $\\mathbb{R}\\setminus\\{1\\}$",
            "$1<2x<4$ | $(\\frac12,2)$", "$x^2+y^2=25$ | $2x^2+2y^2=50$", "$\\begin{pmatrix}1\\\\2\\end{pmatrix}$ | $\\frac12\\begin{pmatrix}2\\\\4\\end{pmatrix}$",
            "$2^{100}$ | $1267650600228229401496703205376$", "$(1+i)^2$ | $2i$", "$3\\frac12$ | $\\frac72$", "$f(x)=x^2$ | $x\\cdot x$"})
    void equalsAreEqual(String gold, String answer) {
        assertTrue(verifier.verify(gold, answer).correct());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "$2^{100}$ | $1267650600228229401496703205377$", "$x$ | $y$", "$(1,2)$ | $(2,1)$", "$[0,1)$ | $0\\le x<1$", "$\\pm2$ | $2$",
            "$x>3$ | $x\\ge3$", "$42$ | $42.0000001$", "$10^{-30}$ | $2\\cdot10^{-30}$", "$\\pi\\cdot10^{-20}$ | $3\\pi\\cdot10^{-20}$", "$0.7$ | 0.7%"})
    void othersAreNot(String gold, String answer) {
        assertFalse(verifier.verify(gold, answer).correct());
    }

    @Test void manyAnswersAreReadAsOneSet() {
        String numbers = String.join(",", IntStream.range(1, 300).mapToObj(i -> "\\sqrt{" + i + "}").toList());
        assertTrue(verifier.verify("$\\{" + numbers + "\\}$", "\\boxed{" + numbers + "}").correct());
    }

    @Test void whatCannotBeReadMustBeWrittenAlike() {
        assertTrue(verifier.verify("$\\int_0^1 x\\,dx$", "\\boxed{\\int_0^1 x\\,dx}").correct());
        assertFalse(verifier.verify("$\\int_0^1 x\\,dx$", "\\boxed{\\int_0^2 x\\,dx}").correct());
    }

    @ParameterizedTest
    @ValueSource(strings = {"9^{9^{9^{9}}}", "1000000!", "9!!!!!", "\\binom{999999}{500000}", "1E999999999", "x^{99999999}+1", "\\frac{1}{0}", "\\infty-\\infty", "0^{-1}",
            "(((((((((((((((((((((((((((((((((((((((x)))))))))))))))))))))))))))))))))))))))", "f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(x))))))))))))))))))))))",
            "((((((((((((((((((((((((((((((((((((", "{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{", "||||||||||||||||", "\\frac", "\\sqrt[", "_", "^", "x^", "\\left(", "\\begin{pmatrix}", "\\", "\\text{", "%", ",", ";;;"})
    void nothingTakesLongOrThrows(String latex) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> verifier.verify("$7$", "$" + latex + "$"));
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> verifier.verify("$" + latex + "$", "$x+7$"));
    }

    @Test void aLongTextIsReadFromItsEnd() {
        assertTrue(verifier.verify("$7$", "1 + 2 = 3, ".repeat(50_000) + "$\\boxed{7}$").correct());
        assertFalse(verifier.verify("$7$", "$".repeat(100_000)).correct());
        assertFalse(verifier.verify("$7$", "1 ".repeat(50_000) + "x").correct());
    }

    @Test void aComparisonThatTakesTooLongIsWrongAndSaysSo() {
        String sum = "\\sin(x+y)".repeat(50) + "+1";
        var verdict = new MathVerifier(Duration.ofNanos(1)).verify("$" + sum + "$", "$1+" + sum + "-1$");
        assertTrue(verdict.timedOut());
        assertFalse(verdict.correct());
    }
}
