package dev.hone.train;

import dev.hone.data.dataset.Item;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Outcome;
import dev.hone.token.SpecialTokens.SpecialToken;
import dev.hone.token.Tokenizer;
import dev.hone.train.Finding.Severity;

import java.util.List;
import java.util.Optional;

/// Whether rows begin with the BOS token twice, once by their text or template and once by the tokenizer.
final class BeginningCheck implements Check<Outcome<?>> {
    private final Optional<SpecialToken> bos;
    private long used;
    private long twice;

    BeginningCheck(Tokenizer tokenizer) {
        this.bos = tokenizer.specialTokens().bos();
    }

    @Override public void see(Item.Sample row, Outcome<?> outcome) {
        if (outcome.reason().isPresent()) return;
        used++;
        if (bos.isPresent() && outcome.sequences().stream().map(LabelledTokens::ids).anyMatch(this::beginsTwice)) twice++;
    }

    private boolean beginsTwice(int[] ids) {
        return ids.length > 1 && ids[0] == bos.get().id() && ids[1] == bos.get().id();
    }

    @Override public List<Finding> findings() {
        if (twice == 0) return List.of();
        var share = new Share(twice, used);
        return List.of(new Finding(share.isMost() ? Severity.REFUSE : Severity.WARN, "double_bos",
                share.of("rows") + " begin with " + bos.get().text() + " twice, which the model meets nowhere else",
                "the tokenizer adds it: take it out of the text of the rows or the chat template"));
    }
}
