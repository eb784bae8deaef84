package dev.hone.train;

import dev.hone.data.dataset.Item;
import dev.hone.token.Outcome;
import dev.hone.train.Finding.Severity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether anything can be learned from, and whether much is dropped or cut away.
final class AccountCheck implements Check<Outcome<?>> {
    private final String remedy;
    private long rows;
    private long cut;
    private long endsLost;
    private final Map<String, Long> dropped = new HashMap<>();

    /// @param remedy what to do where nothing can be learned from
    AccountCheck(String remedy) {
        this.remedy = remedy;
    }

    @Override public void see(Item.Sample row, Outcome<?> outcome) {
        rows++;
        if (outcome.isCut()) cut++;
        if (outcome.endLost()) endsLost++;
        outcome.reason().ifPresent(reason -> dropped.merge(reason, 1L, Long::sum));
    }

    @Override public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        var unused = new Share(dropped.values().stream().mapToLong(Long::longValue).sum(), rows);
        if (unused.some() == rows) findings.add(nothingToLearn());
        else if (unused.isMany()) findings.add(new Finding(Severity.WARN, "rows_dropped",
                unused.of("rows") + " are not used: " + mostDropped(), "rows.jsonl in the run's folder lists them"));
        if (new Share(endsLost, rows).isMany()) findings.add(endsLost());
        else if (new Share(cut, rows).isMany()) findings.add(new Finding(Severity.WARN, "rows_cut",
                new Share(cut, rows).of("rows") + " are cut to max_length", "raise max_length if their content matters"));
        return findings;
    }

    private Finding nothingToLearn() {
        return new Finding(Severity.REFUSE, "nothing_to_learn", rows == 0 ? "no row can be learned from"
                : "no row has a token to learn: of " + rows + " rows, " + mostDropped(), remedy);
    }

    private Finding endsLost() {
        return new Finding(Severity.WARN, "ends_cut", new Share(endsLost, rows).of("rows")
                + " lose the end of an answer to max_length, so the model learns from them not to stop", "raise max_length, or take those rows out");
    }

    private String mostDropped() {
        return dropped.entrySet().stream().max(Map.Entry.comparingByValue())
                .map(most -> most.getValue() + " because " + most.getKey()).orElseThrow();
    }
}
