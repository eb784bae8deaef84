package dev.hone.train;

import dev.hone.settings.UserError;
import dev.hone.token.Labelled;
import dev.hone.token.SpecialTokens.SpecialToken;
import dev.hone.token.Tokenizer;
import dev.hone.train.Finding.Severity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The check before the first step: sees each labelled example once, keeps only counts, and says what would make the run
/// a waste of time, such as an end of turn that is never learned, so that the model never stops.
public final class Preflight {
    /// From this share of the rows on, what happens to them is worth a warning.
    static final double MANY = 0.1;
    /// From this share on, it is what the run is about.
    static final double MOST = 0.5;

    private final Tokenizer tokenizer;
    private final Set<Integer> ends;
    private final Optional<Integer> bos;
    private final boolean padIsEnd;

    private long rows;
    private long used;
    private long cut;
    private long endsLost;
    private long endsLearned;
    private long endsMasked;
    private long doubleBos;
    private long otherPrompts;
    private final Map<Labelled.Dropped, Long> dropped = new EnumMap<>(Labelled.Dropped.class);
    private final Map<Integer, Long> lastLearned = new HashMap<>();

    /// @param ends the tokens that end an answer when the trained model generates: the EOS token, and what generation_config.json adds
    public Preflight(Tokenizer tokenizer, Set<Integer> ends) {
        this.tokenizer = tokenizer;
        this.ends = Set.copyOf(ends);
        this.bos = tokenizer.specialTokens().bos().map(SpecialToken::id);
        this.padIsEnd = tokenizer.specialTokens().pad().map(SpecialToken::id).filter(ends::contains).isPresent();
    }

    /// Takes note of an example.
    public void see(Labelled row) {
        rows++;
        if (row.tokensCut() > 0) cut++;
        if (row.endLost()) endsLost++;
        row.dropped().ifPresent(reason -> dropped.merge(reason, 1L, Long::sum));
        if (row.dropped().isPresent()) return;
        used++;
        if (!row.promptIsPrefix()) otherPrompts++;
        see(row.tokens().ids(), row.tokens().learned());
    }

    private void see(int[] ids, boolean[] learned) {
        if (bos.isPresent() && ids[0] == bos.get() && ids[1] == bos.get()) doubleBos++;
        boolean learnsEnd = false;
        for (int t = 1; t < ids.length; t++) learnsEnd |= learned[t] && ends.contains(ids[t]);
        if (learnsEnd) endsLearned++;
        int last = ids.length - 1;
        if (ends.contains(ids[last]) && !learned[last] && learned[last - 1]) endsMasked++;
        while (last > 0 && !(learned[last] && tokenizer.isSpecial(ids[last]))) last--;
        if (last > 0) lastLearned.merge(ids[last], 1L, Long::sum);
    }

    /// What was found so far, the refusals first.
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (used == 0) findings.add(nothingToLearn());
        else {
            if (endsLearned < MOST * used) findings.add(padIsEnd && endsMasked > 0 ? padIsEnd() : endTooRarelyTrained());
            if (doubleBos > 0) findings.add(doubleBos());
            if (otherPrompts > 0) findings.add(promptIsNoPrefix());
            if (dropped() >= MANY * rows) findings.add(manyDropped());
        }
        if (endsLost >= MANY * rows && endsLost > 0) findings.add(endsLost());
        else if (cut >= MANY * rows && cut > 0) findings.add(manyCut());
        findings.sort(Comparator.comparing(Finding::severity));
        return findings;
    }

    /// @throws UserError when one of the findings refuses the run
    public static void stopAt(List<Finding> findings) {
        List<Finding> refusals = findings.stream().filter(finding -> finding.severity() == Severity.REFUSE).toList();
        if (!refusals.isEmpty()) throw new UserError(refusals.stream().map(Finding::toString).collect(Collectors.joining(". "))
                + ". --force starts the run all the same");
    }

    private Finding nothingToLearn() {
        return new Finding(Severity.REFUSE, "nothing_to_learn",
                rows == 0 ? "no row can be learned from" : "no row has a token to learn: of " + rows + " rows, " + mostDropped(),
                "look at them with hone show tokens; a longer max_length keeps answers, and assistant_only_loss needs messages of the assistant");
    }

    private Finding endTooRarelyTrained() {
        if (ends.isEmpty()) return new Finding(Severity.REFUSE, "end_never_trained",
                "this tokenizer names no EOS token, so the model would never learn where an answer ends",
                "name one of its tokens with eos_token");
        String names = ends.stream().map(this::name).sorted().collect(Collectors.joining(", "));
        Optional<Integer> other = lastLearned.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).filter(id -> !ends.contains(id));
        String remedy = other.map(id -> "answers end with " + name(id) + ": set eos_token: \"" + name(id) + "\"")
                .orElse(endsLost >= MOST * rows ? "max_length cuts the ends off: raise it"
                        : "let the chat template write it within the assistant's turn, or the rows end with it");
        if (endsLearned > 0) return new Finding(Severity.WARN, "end_rarely_trained",
                "only " + of(endsLearned, used) + " teach the model to end an answer (with " + names + ")", remedy);
        return new Finding(Severity.REFUSE, "end_never_trained",
                "no row teaches the model to end an answer: " + names + " is never learned, so it would not stop", remedy);
    }

    private Finding padIsEnd() {
        return new Finding(endsLearned == 0 ? Severity.REFUSE : Severity.WARN, "pad_is_eos",
                of(endsMasked, used) + " end with " + tokenizer.specialTokens().pad().orElseThrow().text()
                + ", which is not learned: it is the pad token as well, and was left out as padding, so the model would not learn to stop",
                "make the labels anew with a pad token of its own, or give rows without labels");
    }

    private Finding doubleBos() {
        return new Finding(doubleBos >= MOST * used ? Severity.REFUSE : Severity.WARN, "double_bos",
                of(doubleBos, used) + " begin with " + name(bos.orElseThrow()) + " twice, which the model meets nowhere else",
                "the tokenizer adds it: take it out of the text of the rows or the chat template");
    }

    private Finding promptIsNoPrefix() {
        return new Finding(Severity.WARN, "prompt_no_prefix",
                of(otherPrompts, used) + " have other tokens at the end of their prompt when the completion follows, so the model learns after another "
                + "context than it will be asked in", "end prompts with a whole word, without the space after it; for messages, take a chat template "
                + "that writes the prompt the same with and without an answer");
    }

    private Finding manyDropped() {
        return new Finding(Severity.WARN, "rows_dropped", of(dropped(), rows) + " are not used: " + mostDropped(), "see them with hone show tokens");
    }

    private Finding endsLost() {
        return new Finding(Severity.WARN, "ends_cut",
                of(endsLost, rows) + " lose the end of their answer to max_length, so the model learns from them not to stop",
                "raise max_length, or take those rows out");
    }

    private Finding manyCut() {
        return new Finding(Severity.WARN, "rows_cut", of(cut, rows) + " are cut to max_length", "raise max_length if their content matters");
    }

    private long dropped() {
        return rows - used;
    }

    private String mostDropped() {
        return dropped.entrySet().stream().max(Map.Entry.comparingByValue())
                .map(most -> most.getValue() + " because " + most.getKey().reason()).orElseThrow();
    }

    private String name(int id) {
        return tokenizer.tokenOf(id).orElse("token " + id);
    }

    /// `12 of 300 rows (4 %)`
    private static String of(long some, long all) {
        return String.format(Locale.ROOT, "%,d of %,d rows (%.0f %%)", some, all, 100.0 * some / all);
    }
}
