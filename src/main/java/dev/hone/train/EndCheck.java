package dev.hone.train;

import dev.hone.data.dataset.Item;
import dev.hone.token.LabelledTokens;
import dev.hone.token.Outcome;
import dev.hone.token.SpecialTokens.SpecialToken;
import dev.hone.token.Tokenizer;
import dev.hone.train.Finding.Severity;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether rows teach the model to end its answers. Of a pair, the chosen answer is looked at.
final class EndCheck implements Check<Outcome<?>> {
    private final Tokenizer tokenizer;
    private final Set<Integer> ends;
    private final boolean padIsEnd;
    private long rows;
    private long lost;
    private long used;
    private long learned;
    private long masked;
    /// How often a special token is the last one that a row learns.
    private final Map<Integer, Long> last = new HashMap<>();

    /// @param ends as in [Preflight#ofTexts]
    EndCheck(Tokenizer tokenizer, Set<Integer> ends) {
        this.tokenizer = tokenizer;
        this.ends = Set.copyOf(ends);
        this.padIsEnd = tokenizer.specialTokens().pad().map(SpecialToken::id).filter(ends::contains).isPresent();
    }

    @Override public void see(Item.Sample row, Outcome<?> outcome) {
        rows++;
        if (outcome.endLost()) lost++;
        if (outcome.reason().isPresent()) return;
        used++;
        see(outcome.sequences().getFirst());
    }

    private void see(LabelledTokens tokens) {
        int[] ids = tokens.ids();
        boolean[] counts = tokens.learned();
        boolean learnsEnd = false;
        for (int t = 1; t < ids.length; t++) learnsEnd |= counts[t] && ends.contains(ids[t]);
        if (learnsEnd) learned++;
        int at = ids.length - 1;
        if (ends.contains(ids[at]) && !counts[at] && counts[at - 1]) masked++;
        while (at > 0 && !(counts[at] && tokenizer.isSpecial(ids[at]))) at--;
        if (at > 0) last.merge(ids[at], 1L, Long::sum);
    }

    @Override public List<Finding> findings() {
        if (used == 0 || new Share(learned, used).isMost()) return List.of();
        return List.of(padIsEnd && masked > 0 ? padIsEnd() : tooRarelyTrained());
    }

    private Finding tooRarelyTrained() {
        if (ends.isEmpty()) return new Finding(Severity.REFUSE, "end_never_trained",
                "this tokenizer names no EOS token, so the model would never learn where an answer ends",
                "name one of its tokens with eos_token");
        String names = ends.stream().map(this::name).sorted().collect(Collectors.joining(", "));
        if (learned > 0) return new Finding(Severity.WARN, "end_rarely_trained",
                "only " + new Share(learned, used).of("rows") + " teach the model to end an answer (with " + names + ")", remedy());
        return new Finding(Severity.REFUSE, "end_never_trained",
                "no row teaches the model to end an answer: " + names + " is never learned, so it would not stop", remedy());
    }

    private String remedy() {
        Optional<Integer> other = last.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).filter(id -> !ends.contains(id));
        if (other.isPresent()) return "answers end with " + name(other.get()) + ": set eos_token: \"" + name(other.get()) + "\"";
        return new Share(lost, rows).isMost() ? "max_length cuts the ends off: raise it"
                : "let the chat template write it within the assistant's turn, or the rows end with it";
    }

    private Finding padIsEnd() {
        return new Finding(learned == 0 ? Severity.REFUSE : Severity.WARN, "pad_is_eos",
                new Share(masked, used).of("rows") + " end with " + tokenizer.specialTokens().pad().orElseThrow().text()
                + ", which is not learned: it is the pad token as well, and was left out as padding, so the model would not learn to stop",
                "make the labels anew with a pad token of its own, or give rows without labels");
    }

    private String name(int id) {
        return tokenizer.tokenOf(id).orElse("token " + id);
    }
}
