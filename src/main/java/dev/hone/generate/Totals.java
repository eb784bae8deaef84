package dev.hone.generate;

/// What a generator has done so far. A step that computes prompts and answers together is shared out by number of tokens.
///
/// @param steps          calls of the model
/// @param promptTokens   prompt tokens computed
/// @param newTokens      tokens sampled
/// @param prefillSeconds the model's time for prompts
/// @param decodeSeconds  the model's time for answers
/// @param sampleSeconds  time to take tokens from logits
public record Totals(long steps, long promptTokens, long newTokens, double prefillSeconds, double decodeSeconds, double sampleSeconds) {
    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0);

    Totals plusStep(int promptTokens, int decodeTokens, double seconds) {
        double share = (double) promptTokens / (promptTokens + decodeTokens);
        return new Totals(steps + 1, this.promptTokens + promptTokens, newTokens,
                prefillSeconds + share * seconds, decodeSeconds + (1 - share) * seconds, sampleSeconds);
    }

    Totals plusSampled(int tokens, double seconds) {
        return new Totals(steps, promptTokens, newTokens + tokens, prefillSeconds, decodeSeconds, sampleSeconds + seconds);
    }
}
