package dev.hone.train;

import dev.hone.data.dataset.Item;
import dev.hone.token.LabelledPair;
import dev.hone.token.TokenAnswer;
import dev.hone.train.Finding.Severity;

import java.util.List;
import java.util.Set;

/// Whether only one answer of a pair has its end, by which alone a model could then tell them apart.
final class UnequalEndsCheck implements Check<LabelledPair> {
    private final Set<Integer> ends;
    private long used;
    private long chosenOnly;
    private long rejectedOnly;

    /// @param ends as in [Preflight#ofTexts]
    UnequalEndsCheck(Set<Integer> ends) {
        this.ends = Set.copyOf(ends);
    }

    @Override public void see(Item.Sample row, LabelledPair outcome) {
        if (outcome.reason().isPresent()) return;
        used++;
        boolean chosen = ends(outcome.chosen().tokens());
        boolean rejected = ends(outcome.rejected().tokens());
        if (chosen && !rejected) chosenOnly++;
        if (rejected && !chosen) rejectedOnly++;
    }

    /// An end may have a line feed behind it.
    private boolean ends(TokenAnswer tokens) {
        int[] ids = tokens.answer();
        return ends.contains(ids[ids.length - 1]) || ids.length > 1 && ends.contains(ids[ids.length - 2]);
    }

    @Override public List<Finding> findings() {
        var share = new Share(chosenOnly + rejectedOnly, used);
        if (!share.isMany()) return List.of();
        return List.of(new Finding(Severity.WARN, "ends_differ", "in " + share.of("pairs") + " only one answer has its end, in " + chosenOnly
                + " the chosen one and in " + rejectedOnly + " the rejected one: the model would learn to tell them by it",
                "raise max_length where it cuts the other, or let both end the same way"));
    }
}
