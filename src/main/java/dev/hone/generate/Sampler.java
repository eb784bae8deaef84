package dev.hone.generate;

/// Takes the next token from one row of logits. Holds the arrays for it, so one sampler serves one thread.
final class Sampler {
    private final Candidates candidates;

    Sampler(int vocabularySize) {
        candidates = new Candidates(vocabularySize);
    }

    /// A token with its two log-probabilities; [Completion] explains them.
    record Sampled(int id, float tokenLogProb, float sampledLogProb) {}

    /// @param logits  rows of logits, not changed
    /// @param offset  where the row begins
    /// @param context prompt and answer so far, in the first `length` elements
    /// @param u       the random number to draw by, in [0, 1); unused when the most likely token is taken
    Sampled sample(float[] logits, int offset, Rules rules, int[] context, int length, double u) {
        candidates.load(logits, offset);
        float modelPivot = candidates.pivot();
        double modelLogTotal = Math.log(candidates.total());
        apply(rules, context, length);

        int index = rules.sample() ? candidates.draw(u) : candidates.mostLikely();
        int id = candidates.id(index);
        double tokenLogProb = (double) logits[offset + id] - modelPivot - modelLogTotal;
        return new Sampled(id, (float) tokenLogProb, (float) candidates.logProb(index));
    }

    private void apply(Rules rules, int[] context, int length) {
        if (!rules.processors().isEmpty()) {
            float[] scores = candidates.wholeRow();
            for (LogitsProcessor rule : rules.processors()) rule.process(scores, context, length);
        }
        candidates.check();
        for (Warper rule : rules.warpers()) rule.warp(candidates);
    }
}
