package dev.hone.train;

import dev.hone.data.dataset.Item;
import dev.hone.token.LabelledPair;
import dev.hone.train.Finding.Severity;

import java.util.List;
import java.util.Locale;

/// Whether length tells which answer was chosen; a model then learns to write more (or less) rather than better.
/// Lengths are counted from the first token in which the answers differ.
final class LengthCheck implements Check<LabelledPair> {
    /// With fewer pairs it may well be chance.
    private static final int ENOUGH = 20;
    /// From this share of the pairs in which the same side is longer,
    private static final double ONE_SIDED = 0.7;
    /// and from this ratio of the mean lengths on, it is a bias.
    private static final double LONGER = 1.2;

    private final String remedy;
    private long used;
    private long chosenLonger;
    private long rejectedLonger;
    private long chosenTokens;
    private long rejectedTokens;

    /// @param remedy what to do about it
    LengthCheck(String remedy) {
        this.remedy = remedy;
    }

    @Override public void see(Item.Sample row, LabelledPair outcome) {
        if (outcome.reason().isPresent()) return;
        used++;
        int chosen = outcome.chosen().tokens().length(), rejected = outcome.rejected().tokens().length();
        int shared = outcome.tokens().common();
        chosenTokens += chosen - shared;
        rejectedTokens += rejected - shared;
        if (chosen > rejected) chosenLonger++;
        if (rejected > chosen) rejectedLonger++;
    }

    @Override public List<Finding> findings() {
        if (used < ENOUGH) return List.of();
        if (isBias(chosenLonger, chosenTokens, rejectedTokens)) return List.of(bias("chosen", new Share(chosenLonger, used), "more"));
        if (isBias(rejectedLonger, rejectedTokens, chosenTokens)) return List.of(bias("rejected", new Share(rejectedLonger, used), "less"));
        return List.of();
    }

    private boolean isBias(long longer, long tokens, long others) {
        return longer >= ONE_SIDED * used && tokens >= LONGER * others;
    }

    private Finding bias(String side, Share share, String lesson) {
        return new Finding(Severity.WARN, "length_bias", String.format(Locale.ROOT,
                "in %s the %s answer is the longer one, with %.0f tokens in the chosen and %.0f in the rejected on average: the model would learn to write %s",
                share.of("pairs"), side, (double) chosenTokens / used, (double) rejectedTokens / used, lesson), remedy);
    }
}
