package dev.hone.reward.math;

import java.time.Duration;

/// Says whether a model's answer to a mathematical problem is the right one: finds the final answer in both texts, reads it as
/// mathematics and compares. Agrees with Hugging Face's math-verify 0.9.0, `verify(parse(gold), parse(answer))` with its default
/// settings, but for what docs/rewards.md lists.
public final class MathVerifier {
    /// Longer texts are looked at from their end, where answers are.
    private static final int LONGEST_TEXT = 20_000;

    private final Duration limit;

    /// @param limit how long one comparison may take; above it the answer is wrong
    public MathVerifier(Duration limit) {
        this.limit = limit;
    }

    /// @param gold   the right answer: LaTeX in `$...$` or a text with a number
    /// @param answer what the model said
    public Verdict verify(String gold, String answer) {
        Extracted wanted = extract(gold);
        Extracted given = extract(answer);
        try {
            return new Verdict(same(wanted, given), wanted.text(), given.text(), false);
        } catch (Evaluator.OutOfTime _) {
            return new Verdict(false, wanted.text(), given.text(), true);
        }
    }

    /// Where one of them cannot be read as mathematics, their texts must be equal.
    private boolean same(Extracted wanted, Extracted given) {
        if (wanted.text() == null || given.text() == null) return false;
        if (wanted.object() == null || given.object() == null) return !wanted.text().isBlank() && wanted.text().strip().equals(given.text().strip());
        try {
            return new Equality(System.nanoTime() + limit.toNanos()).same(wanted.object(), given.object());
        } catch (MathFault | ArithmeticException | StackOverflowError _) {
            return false;
        }
    }

    private static Extracted extract(String text) {
        try {
            return AnswerExtractor.extract(text.length() <= LONGEST_TEXT ? text : text.substring(text.length() - LONGEST_TEXT));
        } catch (MathFault | StackOverflowError _) {
            return Extracted.NOTHING;
        }
    }

    /// @param correct         whether the two say the same
    /// @param goldExtracted   what was found in the right answer, or null
    /// @param answerExtracted what was found in the model's, or null
    /// @param timedOut        whether the comparison took too long
    public record Verdict(boolean correct, String goldExtracted, String answerExtracted, boolean timedOut) {}
}
