package dev.hone.train;

import dev.hone.data.dataset.Item;
import dev.hone.token.LabelledVerdicts;
import dev.hone.token.TokenVerdict;
import dev.hone.train.Finding.Severity;

import java.util.List;
import java.util.Locale;

/// Whether there are good and bad answers, and their losses weigh about the same.
/// Source: Ethayarajh et al. 2024, arXiv:2402.01306, equation 8: weight of the good ones times their number, over the same of the bad
/// ones, is best between 1 and 4/3.
final class VerdictCheck implements Check<LabelledVerdicts> {
    private static final double MOST_OF_THE_GOOD = 4 / 3.0;

    private final double goodWeight;
    private final double badWeight;
    private long good;
    private long bad;

    /// @param goodWeight what the loss of a good answer is multiplied by: TRL's `desirable_weight`
    /// @param badWeight  likewise of a bad one: `undesirable_weight`
    VerdictCheck(double goodWeight, double badWeight) {
        this.goodWeight = goodWeight;
        this.badWeight = badWeight;
    }

    @Override public void see(Item.Sample row, LabelledVerdicts outcome) {
        for (TokenVerdict verdict : outcome.examples()) {
            if (verdict.good()) good += row.times();
            else bad += row.times();
        }
    }

    @Override public List<Finding> findings() {
        if (good + bad == 0) return List.of();
        if (good == 0 || bad == 0) return List.of(new Finding(Severity.REFUSE, "one_label",
                "all " + (good + bad) + " answers are " + (good == 0 ? "bad" : "good") + ", and the difference to the others is what is learned",
                "add rows whose label is " + (good == 0 ? "true" : "false")));
        double ratio = goodWeight * good / (badWeight * bad);
        if (good == bad || ratio >= 1 && ratio <= MOST_OF_THE_GOOD) return List.of();
        return List.of(new Finding(Severity.WARN, "labels_unbalanced", String.format(Locale.ROOT,
                "%,d answers are good and %,d bad, so with their weights the good ones count %.2f times as much; 1 to 1.33 is best", good, bad, ratio),
                String.format(Locale.ROOT, "set desirable_weight to %.2f, or undesirable_weight to %.2f",
                        badWeight * bad / good * MOST_OF_THE_GOOD, goodWeight * good / bad)));
    }
}
